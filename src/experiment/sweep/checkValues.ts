import { UserError } from "../../base/errors.ts";
import { readJsonText } from "../jsonText.ts";
import type { Override } from "../overrides.ts";
import { checkExperiment, type ParseOptions } from "../parse.ts";
import type { SweepSpec } from "../specSweep.ts";
import { type Dimension, dimensionsOf, settingsInPlace } from "./space.ts";

/** Others' values that a value is tried with before it is refused. */
const mostContexts = 20;

/**
 * Refuses a sweep over a value that no trial could be trained with: an unknown path, a wrong type, a number out of
 * range. Every value is tried together with others, for some only make sense so; a value that fits with some counts as
 * good, and the combinations that do not fit fail as trials.
 */
export function refuseUselessValues(text: string, options: ParseOptions, sweep: SweepSpec): void {
  const dimensions = dimensionsOf(sweep);
  const problemWith = (settings: readonly Override[]): UserError | null => {
    const overrides = [...(options.overrides ?? []), ...settingsInPlace(settings)];
    const { problems } = checkExperiment(text, { ...options, overrides });
    const about = ({ place }: UserError): boolean => settings.some(([path]) => isAt(place.field, path));
    return problems.find(about) ?? problems[0] ?? null;
  };
  const counts = dimensions.map((dimension) => ends(dimension).length);
  const contexts = Math.max(...counts, 1);
  const useful = dimensions.map(() => new Set<number>());
  for (let context = 0; context < contexts; context++) {
    if (problemWith(combination(dimensions, context)) !== null) continue;
    for (const [at, count] of counts.entries()) useful[at]?.add(context % count);
  }
  for (const [at, dimension] of dimensions.entries())
    for (const [index, value] of ends(dimension).entries()) {
      if (useful[at]?.has(index) === true) continue;
      const problems = Array.from({ length: Math.min(contexts, mostContexts) }, (_, context) =>
        problemWith(combination(dimensions, context).with(at, [dimension.path, value])),
      );
      const worst = problems.find((problem) => isAt(problem?.place.field, dimension.path)) ?? problems[0];
      if (problems.includes(null) || worst === undefined || worst === null) continue;
      const line = readJsonText(text).lineOf(["sweep", "over", dimension.path]);
      throw new UserError(worst.what, worst.remedy, {
        ...(options.file !== undefined && { file: options.file }),
        line,
        field: `sweep.over.${worst.place.field ?? dimension.path}`,
      });
    }
}

/** The values whose fitting shows that all between them fit. */
function ends(dimension: Dimension): readonly unknown[] {
  return dimension.kind === "choice" ? dimension.values : [dimension.from, dimension.to];
}

function combination(dimensions: readonly Dimension[], context: number): readonly Override[] {
  return dimensions.map((dimension) => {
    const values = ends(dimension);
    return [dimension.path, values[context % values.length]];
  });
}

function isAt(field: string | undefined, path: string): boolean {
  return field === path || (field ?? "").startsWith(`${path}.`);
}
