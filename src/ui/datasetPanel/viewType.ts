/** The type of Dataset panels, under which the editor brings them back. */
export const datasetViewType = "benchtop.dataset";
