import { describe, expect, it } from "vitest";
import { testedRates } from "../../../src/experiment/rateTest.ts";
import { Bench } from "./reviews.ts";

const testId = "rates";
const ask = (bench: Bench, written: Record<string, unknown> = {}) => ({
  testId,
  experiment: bench.start(written).experiment,
  steps: 200,
});

describe("a learning-rate range test", () => {
  it("raises the rate by the same factor each step, suggests one that trains, and writes nothing", async () => {
    const bench = new Bench();
    const written = { model: { kind: "network", hidden: [{ units: 8, activation: "tanh" }] } };
    const { points, suggested } = await bench.session.testRates(ask(bench, written));
    const factor = (testedRates.highest / testedRates.lowest) ** (1 / 199);
    expect(points[0]?.rate).toBeCloseTo(testedRates.lowest, 12);
    points.slice(1).forEach(({ rate }, at) => expect(rate / (points[at]?.rate ?? NaN)).toBeCloseTo(factor, 9));
    expect(bench.ports.runs.size).toBe(0);
    expect(bench.ports.features.size).toBe(0);
    const other = new Bench();
    const optimizer = { kind: "sgd", learningRate: suggested };
    const run = await other.train(other.start({ ...written, training: { optimizer, epochs: 30 } }));
    expect(run.record.metrics.test?.accuracy).toBeGreaterThan(0.8);
  });

  it("is refused with an optimizer that has no learning rate", async () => {
    const bench = new Bench();
    const test = bench.session.testRates(ask(bench, { training: { optimizer: { kind: "lbfgs" } } }));
    await expect(test).rejects.toThrow("it has no learning rate to test");
  });

  it("gives the same numbers again", async () => {
    const [one, two] = [new Bench(), new Bench()];
    two.ports.pace = 7;
    expect(await one.session.testRates(ask(one))).toEqual(await two.session.testRates(ask(two)));
  });

  it("tells how far it is, and ends soon when it is stopped, with what it has", async () => {
    const bench = new Bench();
    bench.ports.pace = 10;
    bench.ports.onBreath = () => {
      if (bench.of("rates").length >= 3) bench.session.stop(testId);
    };
    const found = await bench.session.testRates(ask(bench));
    expect(found.ended).toBe("stopped");
    expect(found.points.length).toBeGreaterThan(0);
    expect(found.points.length).toBeLessThan(200);
    expect(bench.of("rates")[0]).toMatchObject({ testId, steps: 200 });
  });

  it("refuses data that cannot be read, naming the file", async () => {
    const bench = new Bench();
    const request = ask(bench);
    bench.ports.disk.clear();
    await expect(bench.session.testRates(request)).rejects.toThrow("There is no such file.");
  });
});
