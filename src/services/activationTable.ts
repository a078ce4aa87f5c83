import type { StudyReport, StudyRow } from "../experiment/activationStudy/study.ts";
import type { Spread } from "../experiment/significance/spread.ts";
import { counted, measured, type Table } from "./table.ts";

interface Figure {
  readonly title: string;
  readonly of: (row: StudyRow) => Spread | null | undefined;
}

const figures: readonly Figure[] = [
  { title: "epochs to reach", of: ({ epochsToReach }) => epochsToReach },
  { title: "lowest train loss", of: ({ trainLoss }) => trainLoss },
  { title: "best validation loss", of: ({ validationLoss }) => validationLoss },
  { title: "best validation accuracy", of: ({ validationAccuracy }) => validationAccuracy },
  { title: "dead", of: ({ layers }) => layers[0]?.dead },
  { title: "saturated", of: ({ layers }) => layers[0]?.saturated },
  { title: "mean |f′|", of: ({ layers }) => layers[0]?.slope },
  { title: "gradient norm", of: ({ layers }) => layers[0]?.gradientNorm },
];

/** The report of a study on its way to a file; dead, saturated, mean |f′| and gradient norm are those of the first hidden layer. */
export function activationTable({ rows, sentences, threshold }: StudyReport): Table {
  const aim = threshold === null ? "" : `Epochs to reach: to a train loss of ${threshold.toPrecision(4)}.`;
  return {
    columns: [
      { title: "activation", numeric: false },
      { title: "initialiser", numeric: false },
      { title: "seeds", numeric: true },
      { title: "seeds that reached it", numeric: true },
      ...figures.flatMap(({ title }) => [
        { title, numeric: true },
        { title: `${title}, deviation`, numeric: true },
      ]),
    ],
    rows: rows.map((row) => ({
      cells: [
        row.activation,
        row.initializer,
        counted(row.seeds),
        counted(row.reached),
        ...figures.flatMap(({ of }) => {
          const spread = of(row);
          return [measured(spread?.mean), measured(spread?.deviation)];
        }),
      ],
      notes: [],
    })),
    notes: [...(aim === "" ? [] : [aim]), ...sentences],
  };
}
