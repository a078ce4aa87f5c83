/** The type of Run panels, under which the editor brings them back. */
export const runViewType = "benchtop.run";
