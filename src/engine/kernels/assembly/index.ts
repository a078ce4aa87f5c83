export { descend, fill, multiply, probe, scale, transfer } from "./lanes";
export { blocksOf, denseInputGradient, denseMultiply, denseUpdate, finishLinear, sumPartials } from "./linear";
export { gatherRows, positionsInUse, sequenceMultiply, sequenceUpdate } from "./sequence";
export { sparseAdam, sparseChain, sparseMultiply, sparseUpdate } from "./sparse";
export { activate, activationGradient } from "./activations";
export { adagradStep, adamStep, clearRows, momentumStep, rmspropStep } from "./optimizers";
export { softmaxCrossEntropy } from "./loss";
export { lossGradient } from "./losses";
export { bagForward, bagSteps } from "./bag";
export { skipGramSteps } from "./skipGram";
export { dropoutMask, uniformRows } from "./random";
export {
  columnNormGradient,
  columnStatistics,
  inverseDeviation,
  normaliseColumns,
  normaliseRows,
  normParameterGradients,
  rowNormGradient,
} from "./norms";
