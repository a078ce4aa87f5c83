// The door for build scripts and tests; what needs Node lies with the AssemblyScript sources, outside the floors.
export { buildKernels } from "./assembly/build.mjs";
