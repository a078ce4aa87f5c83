/** The type of the Activations panel, under which the editor brings it back. */
export const activationsViewType = "benchtop.activations";
