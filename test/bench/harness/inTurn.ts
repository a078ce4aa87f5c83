/** What one run took and came to; evaluation is not part of the seconds. */
export interface Outcome {
  readonly seconds: number;
  readonly accuracy?: number;
  /** What else must agree, such as an objective or a number of features. */
  readonly check?: number;
}

/** Whoever does the work: we or a peer. */
export interface Contender {
  readonly name: string;
  run(): Promise<Outcome>;
  end(): void;
}

/** Seconds of one contender over the runs, with the outcome of the last. */
export interface Figures {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly all: readonly number[];
  readonly accuracy?: number;
  readonly check?: number;
}

export interface Comparison {
  readonly ours: Figures;
  readonly peer?: Figures;
}

/** A run that takes longer than this is repeated three times, not five. */
const longRun = 20;

/**
 * Runs ours and the peer in turn, after uncounted runs of each: two where they are short, so that a peer at several thread
 * counts can be judged by its faster one, and as many of ours, so that both have learned as long. Contenders are ended.
 */
export async function inTurn(ours: Contender, peers: readonly Contender[], runs = 5): Promise<Comparison> {
  try {
    const peer = await fastest(peers);
    const before = [await ours.run()];
    if (peer === undefined || peer.before.length > 1) before.push(await ours.run());
    const longest = Math.max(...before.map(seconds), ...(peer?.before.map(seconds) ?? []));
    const count = longest > longRun ? Math.min(3, runs) : runs;
    const our: Outcome[] = [];
    const their: Outcome[] = [];
    for (let run = 0; run < count; run++) {
      our.push(await ours.run());
      if (peer !== undefined) their.push(await peer.contender.run());
    }
    return {
      ours: figures(ours.name, our),
      ...(peer !== undefined && { peer: figures(peer.contender.name, their) }),
    };
  } finally {
    for (const each of [ours, ...peers]) each.end();
  }
}

interface Tried {
  readonly contender: Contender;
  readonly before: readonly Outcome[];
}

async function fastest(peers: readonly Contender[]): Promise<Tried | undefined> {
  let best: Tried | undefined;
  for (const contender of peers) {
    const before = [await contender.run()];
    if (before.every((each) => seconds(each) < longRun / 4)) before.push(await contender.run());
    const least = (tried: Tried): number => Math.min(...tried.before.map(seconds));
    const tried = { contender, before };
    if (best === undefined || least(tried) < least(best)) best = tried;
  }
  return best;
}

const seconds = (outcome: Outcome): number => outcome.seconds;

function figures(name: string, outcomes: readonly Outcome[]): Figures {
  const all = outcomes.map(seconds);
  const { accuracy, check } = outcomes.at(-1) ?? {};
  return {
    name,
    median: median(all),
    least: Math.min(...all),
    all,
    ...(accuracy !== undefined && { accuracy }),
    ...(check !== undefined && { check }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
