/** The names of the tools for agents, for whoever registers them before the tools themselves are loaded. */
export const agentToolNames = [
  "benchtop_list_datasets",
  "benchtop_inspect_dataset",
  "benchtop_train",
  "benchtop_list_runs",
  "benchtop_get_run",
  "benchtop_compare_runs",
  "benchtop_stop_run",
  "benchtop_verify_run",
  "benchtop_predict",
] as const;
