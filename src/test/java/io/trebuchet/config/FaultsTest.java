package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest extends ConfigTest {
  @Test
  void reportsAllFaultsInTheOrderOfTheFile() throws Exception {
    assertThat(
            faults(
                """
                sweep { name = test, sede = 1 }
                model {
                  kind = sample-model, scale = 0.5, zeta2 = 1, shape = round
                  width = 1.5
                  inner.interval = [1, 2]
                }
                data { kind = sample-data, train = 32 }
                learning-rates {
                  c = [1,
                       -2]
                }
                stop.max-steps = many
                """))
        .containsExactly(
            "1: sweep.sede: unknown key; did you mean sweep.seed?",
            "4: model.width: must be a whole number ≥ 2, is 1.5",
            "10: learning-rates.c: must be a number above 0 (1e-30 to 1e30), is -2",
            "12: stop.max-steps: must be a whole number ≥ 1, is \"many\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stop.max-steps = 0          | stop.max-steps: must be a whole number ≥ 1, is 0
          stop.max-steps = 1.5        | stop.max-steps: must be a whole number ≥ 1, is 1.5
          stop.max-steps = 1e30       | stop.max-steps: must be a whole number ≥ 1, is 1.0E30
          stop.max-steps = [1]        | stop.max-steps: must be a whole number ≥ 1, is a list
          stop.patience = 5000000000  | stop.patience: must be a whole number ≥ 1, is 5000000000
          stop.loss-change = -1       | stop.loss-change: must be a finite number ≥ 0, is -1
          stop.loss-change = NaN      | stop.loss-change: must be a finite number ≥ 0, is "NaN"
          stop.loss-change = 1e999    | stop.loss-change: must be a finite number ≥ 0, is Infinity
          stop.loss-change = true     | stop.loss-change: must be a finite number ≥ 0, is true
          stop = 3                    | stop: must be an object { … }, is 3
          control.rule = medain       | control.rule: must be one of none, non-finite, certified, threshold, patience, median, asha, is "medain"
          control.patience.steps = 0  | control.patience.steps: must be a whole number ≥ 1, is 0
          control.threshold.facter = 2 | control.threshold.facter: unknown key; did you mean control.threshold.factor?
          control { rule = asha, asha.time = eta } | control.asha.time: must be one of step, eta-t, is "eta"
          control.time-limit = 3      | control.time-limit: must be a duration above zero with its unit, such as 30s or 500ms, is 3
          record.mode = some          | record.mode: must be one of all, adaptive, outcome, is "some"
          spool.max-bytes = -1        | spool.max-bytes: must be a number of bytes ≥ 0, such as 1g, 500m or 65536, is -1
          spool.max-bytes = much      | spool.max-bytes: must be a number of bytes ≥ 0, such as 1g, 500m or 65536, is "much"
          spool.when-full = forget    | spool.when-full: must be one of block, drop, is "forget"
          spool.dir = scratch         | spool.dir: must be the absolute path of a folder that you may write to, or "", is "scratch"
          spool.dir = [1]             | spool.dir: must be the absolute path of a folder that you may write to, or "", is a list
          spool.dir = /dev/null/spool | spool.dir: /dev/null is not a directory; name a folder
          record.test-every = -1      | record.test-every: must be a whole number ≥ 0, is -1
          record.observables = [mass] | record.observables: must be a list of words, each once, of ntk-top-3, residual-alignment, eigenvector-overlap, hessian, layer-norms, ntk-drift, weight-distance, units, sensitivity, gauss-newton, preconditioned, or those of classes of your own on TREBUCHET_CLASSPATH, is "mass"
          record.observables = [units, units] | record.observables: must be a list of words, each once, of ntk-top-3, residual-alignment, eigenvector-overlap, hessian, layer-norms, ntk-drift, weight-distance, units, sensitivity, gauss-newton, preconditioned, or those of classes of your own on TREBUCHET_CLASSPATH, is "units"
          record.observables = units  | record.observables: must be a list of words, each once, of ntk-top-3, residual-alignment, eigenvector-overlap, hessian, layer-norms, ntk-drift, weight-distance, units, sensitivity, gauss-newton, preconditioned, or those of classes of your own on TREBUCHET_CLASSPATH, is "units"
          checkpoint.every = 30       | checkpoint.every: must be a duration above zero with its unit, such as 30s or 500ms, is 30
          checkpoint.every = 0s       | checkpoint.every: must be a duration above zero with its unit, such as 30s or 500ms, is "0s"
          checkpoint.every = soon     | checkpoint.every: must be a duration above zero with its unit, such as 30s or 500ms, is "soon"
          sweep.name = a/b            | sweep.name: must be usable as a directory name: up to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or digit; is "a/b"
          sweep.seed = -1             | sweep.seed: must be a whole number ≥ 0, is -1
          sweep.seeds = []            | sweep.seeds: must be a list of whole numbers ≥ 0, not empty, or { from, count }, is an empty list
          sweep.seeds = 3             | sweep.seeds: must be a list of whole numbers ≥ 0, not empty, or { from, count }, is 3
          sweep.seeds = [1, 1]        | sweep.seeds: must be a list without duplicates, is 1
          sweep.seeds = [1.5]         | sweep.seeds: must be a whole number ≥ 0, is 1.5
          sweep.seeds.from = 1        | sweep.seeds.count: missing; must be a whole number from 1 to 1000000
          sweep { seed = 1, seeds = [2] } | sweep.seeds: give sweep.seed or sweep.seeds, not both
          learning-rates.eta = 1      | learning-rates.eta: give learning-rates.c or learning-rates.eta, not both
          learning-rates.c = []       | learning-rates.c: must be a list of at least one number above 0, is an empty list
          learning-rates.c = 0        | learning-rates.c: must be a list of numbers above 0, { from, to, step } or { log-from, log-to, count }, is 0
          learning-rates.c = [1, 1.0] | learning-rates.c: must be a list without duplicates, is 1
          learning-rates.c = [1, 0]   | learning-rates.c: must be a number above 0 (1e-30 to 1e30), is 0
          learning-rates.c = [1, x]   | learning-rates.c: must be a number above 0 (1e-30 to 1e30), is "x"
          learning-rates.c = [NaN]    | learning-rates.c: must be a number above 0 (1e-30 to 1e30), is "NaN"
          learning-rates.c = {}       | learning-rates.c.from: missing; must be a number above 0 (1e-30 to 1e30)
          learning-rates.c = { from = 3, to = 1, step = 1 } | learning-rates.c.from: must be at most to, is 3 > 1
          learning-rates.c = { from = 1, to = 3, step = 0 } | learning-rates.c.step: must be a number above 0 (1e-30 to 1e30), is 0
          learning-rates.c = { from = 1, to = 3, step = -1 } | learning-rates.c.step: must be a number above 0 (1e-30 to 1e30), is -1
          learning-rates.c = { from = 1, to = 2, step = 0.3 } | learning-rates.c.to: both ends belong to the range, and steps of 0.3 from 1 reach 1.9 or 2.2, not 2
          learning-rates.c = { from = 1, to = 2, step = 1e-9 } | learning-rates.c.step: makes more than 1000000 learning rates; make it larger
          learning-rates.c = { from = 1, to = 2, stp = 1 } | learning-rates.c.stp: unknown key; did you mean learning-rates.c.step?
          learning-rates.c = { log-from = 2, log-to = 1, count = 3 } | learning-rates.c.log-from: must be below log-to, is 2 ≥ 1
          learning-rates.c = { log-from = 1, log-to = 2, count = 1 } | learning-rates.c.count: must be a whole number from 2 to 1000000, is 1
          model.kind = relo           | model.kind: must be one of
          data.kind = toi             | data.kind: must be one of
          model.scale = 11            | model.scale: must be a finite number ≥ 0 and ≤ 10, is 11
          model.zeta2 = -1            | model.zeta2: must be a number above 0 or a quotient such as "2/n" with n, n-psi, is
          model.zeta2 = 2/m           | model.zeta2: must be a number above 0 or a quotient such as "2/n" with n, n-psi, is
          model.zeta2 = 1/0           | model.zeta2: must be a number above 0 or a quotient such as "2/n" with n, n-psi, is
          model.shape = oval          | model.shape: must be one of round, square, is "oval"
          model.inner.mirrored = 2    | model.inner.mirrored: must be one of false, true, is 2
          model.inner.interval = [1]  | model.inner.interval: must be a list of at least 2 finite numbers, is a list
          model.inner.interval = [1, NaN] | model.inner.interval: must be a list of at least 2 finite numbers, is "NaN"
          model.inner = 7             | model.inner: must be an object { … }, is 7
          model.file = [1]            | model.file: must be text, is a list
          model.width = 14            | model.width: must not be 14
          model.widht = 14            | model.widht: unknown key; did you mean model.width?
          model.inner.mirored = true  | model.inner.mirored: unknown key; did you mean model.inner.mirrored?
          model = relu                | model: must be an object { … }, is "relu"
          data.tran = 14              | data.tran: unknown key; did you mean data.train?
          max-steps = 14              | max-steps: unknown key; did you mean stop.max-steps?
          width = 14                  | width: unknown key; did you mean model.width?
          colour = blue               | colour: unknown key; valid here: checkpoint, control, data, files, grid, learning-rates, model, record, spool, stop, sweep
          grid.model.widht = [1, 2]   | model.widht: unknown key; did you mean model.width?
          grid.model.width = [1, 4]   | model.width: must be a whole number ≥ 2, is 1
          grid.model.width = []       | grid.model.width: must be a list of different values, not empty, is an empty list
          grid.model.width = [2, 2]   | grid.model.width: must be a list of different values, not empty, is a list
          grid.model.width = 2        | grid.model.width: must be a list of the values to try, is 2
          grid.stop.patience = [1, 2] | grid.stop.patience: must be a key under model, data or training, is a list
          """)
  void saysWhatIsWrongAndWhatIsValid(String line, String expected) throws Exception {
    assertThat(faults(VALID + line)).anySatisfy(f -> assertThat(f).contains(": " + expected));
    assertThat(faults(VALID + line)).isNotEmpty().allSatisfy(f -> assertThat(f).startsWith("8: "));
  }

  @Test
  void theUnknownKindIsListedWithTheKnown() throws Exception {
    assertThat(faults(VALID, "data.kind=nist"))
        .singleElement()
        .asString()
        .startsWith("--set data.kind: data.kind: must be one of ")
        .contains("sample-data")
        .endsWith(", is \"nist\"");
  }

  @Test
  void whatIsMissingIsPlacedAtItsSection() throws Exception {
    assertThat(faults("\n\nmodel { kind = sample-model }\n" + DATA))
        .contains("3: model.width: missing; must be a whole number ≥ 2")
        .anySatisfy(f -> assertThat(f).startsWith("1: learning-rates.c: missing; write"));
    assertThat(faults(RATES))
        .anySatisfy(f -> assertThat(f).startsWith("1: model.kind: missing; must be one of"))
        .anySatisfy(f -> assertThat(f).startsWith("1: data.kind: missing; must be one of"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stop { patience = 2            | 8: Expecting close brace }
          stop.patience = 2 3 = 4        | 8: Expecting end of input
          stop.patience = ${no.such.key} | 8: Could not resolve substitution to a value: ${no.such.key}
          stop.patience                  | 8: Key 'stop.patience' may not be followed by
          """)
  void syntaxErrorsAreOneFaultWithTheirLine(String line, String expected) throws Exception {
    assertThat(faults(VALID + line)).singleElement().asString().startsWith(expected);
  }

  @Test
  void whatAKindRefusesIsAFaultOfItsSection() throws Exception {
    assertThat(faults(VALID + "model.width = 13")).containsExactly("1: model: width 13 is refused");
  }

  @Test
  void aSweepHasAtMostAMillionTrials() throws Exception {
    assertThat(read(VALID, "sweep.seeds={from=1,count=1000}").trials()).hasSize(2000);
    assertThat(faults(VALID, "sweep.seeds={from=1,count=500001}"))
        .containsExactly(
            "7: sweep: makes more than 1000000 trials (1 grid points × 500001 seeds × 2 learning"
                + " rates); ask for fewer");
    String hundred = IntStream.rangeClosed(2, 101).boxed().toList().toString();
    assertThat(
            faults(
                VALID,
                "grid.model.width=" + hundred,
                "grid.model.scale=" + hundred,
                "grid.data.train=" + hundred))
        .singleElement()
        .asString()
        .contains("grid: makes more than 1000000 trials (1000000 grid points × 1 seeds × 2");
  }

  @Test
  void aListIsNoConfig() throws Exception {
    assertThat(faults("[1, 2]")).singleElement().asString().startsWith("1: ");
  }

  @Test
  void anUnreadableNameOfTheFileAsksForAnother() throws Exception {
    Path file = write("my sweep.conf", MODEL + DATA + RATES);
    assertThat(catchThrowable(() -> SweepReader.create().read(file, Overrides.NONE)))
        .hasMessageContaining("sweep.name: must be usable as a directory name")
        .hasMessageContaining("is \"my sweep\"");
  }
}
