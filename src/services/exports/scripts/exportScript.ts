import { invariant } from "../../../base/assert.ts";
import { emptyFeatures, networkNodes } from "../../../models/inferenceGraph.ts";
import { lossOfRun } from "../../../experiment/lossOfRun.ts";
import { type Exporter, textFile } from "../exporter.ts";
import { numpyScript } from "./numpyScript.ts";
import { pytorchScript } from "./pytorchScript.ts";
import { type PeerName, peerRefusal } from "./refusals.ts";
import { scikitScript } from "./scikitScript.ts";
import { scriptData } from "./scriptData.ts";

/** `train.py` with the arrays that it reads under `data`: it trains the run's model anew, from the same weights in the same order. */
export function exportScript(peer: PeerName): Exporter {
  return async (source, { arrays }) => {
    const { record } = source;
    const refusal = peerRefusal(peer, record);
    if (refusal !== null) throw refusal;
    const data = await scriptData(source, arrays);
    const script = (text: string) => [textFile("train.py", text), ...data.files];
    // It comes from the name of a folder.
    const run = record.id.replaceAll(/[^\w-]/g, "");
    if (peer === "scikit-learn") return script(scikitScript(run, record, data));
    const { model, training } = record.experiment;
    invariant(model.kind !== "naiveBayes", "only scikit-learn counts");
    const facts = {
      run,
      nodes: networkNodes(model, data.classes, emptyFeatures(data.kind, data.columns)),
      training,
      loss: lossOfRun(training, record.data?.classes ?? [], record.data?.counts.train ?? []),
      batchSize: training.batchSize ?? data.trainExamples,
      data,
    };
    return script(peer === "pytorch" ? pytorchScript(facts) : numpyScript(facts));
  };
}
