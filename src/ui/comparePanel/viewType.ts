/** The type of the Compare panel, under which the editor brings it back. */
export const compareViewType = "benchtop.compare";
