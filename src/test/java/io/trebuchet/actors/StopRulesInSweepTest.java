package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.FilesMode;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SpoolSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.RuleCatalog;
import io.trebuchet.control.StopRule;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.streams.MemoryStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules in a running sweep. */
final class StopRulesInSweepTest {
  private static final StopSettings STOP = new StopSettings(1e-8, 1, 2000);
  private static final String[] RATES = {"0.5", "1", "1.5", "1.9", "2.2", "3", "3.5", "4.5", "12"};

  private record OnePoint() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    }
  }

  private static ControlRule rule(String name, Map<String, ?> settings) {
    return RuleCatalog.of(List.of())
        .read(name, settings.toString(), new MapParameters(settings), Duration.ofSeconds(1));
  }

  private record Ran(List<TrialResult> results, MemoryStore store) {
    long lastStored(String trial) {
      List<MetricBlock> blocks = store.blocks(trial);
      MetricBlock last = blocks.getLast();
      assertThat(blocks.stream().mapToLong(MetricBlock::rows).sum())
          .isEqualTo(last.step(last.rows() - 1) + 1);
      return last.step(last.rows() - 1);
    }

    List<TrialEvent> events(TrialEvent.State state) {
      return store.written().stream()
          .filter(TrialEvent.class::isInstance)
          .map(TrialEvent.class::cast)
          .filter(event -> event.state() == state)
          .toList();
    }

    StopRecord stop(String trial) {
      return Objects.requireNonNull(
          events(TrialEvent.State.ENDED).stream()
              .filter(event -> event.series().trial().equals(trial))
              .findFirst()
              .orElseThrow()
              .stop());
    }

    TrialResult result(String trial) {
      return results.stream().filter(r -> r.trial().equals(trial)).findFirst().orElseThrow();
    }
  }

  private static Ran run(ControlRule rule, int parallelism) throws Exception {
    GridPoint point =
        new GridPoint(
            0,
            Map.of(),
            QuadraticModel.pure(200, 2.0 / 200, Spectrum.drawn(1, 2, true)),
            new OnePoint());
    List<TrialSpec> trials = new ArrayList<>();
    for (String c : RATES) {
      trials.add(TrialSpec.of(point, 1, new LearningRate.Normalised(new BigDecimal(c))));
    }
    RecordSettings record = new RecordSettings(RecordSettings.Mode.ALL, 0, List.of());
    SweepConfig config =
        new SweepConfig(
            "test",
            STOP,
            rule,
            record,
            new SpoolSettings(1 << 20, 0, SpoolSettings.WhenFull.BLOCK),
            Duration.ofSeconds(30),
            FilesMode.PRIVATE,
            trials,
            "",
            List.of());
    MemoryStore store = MemoryStore.open();
    Ledger ledger = Ledger.create("memory");
    try (SweepEngine engine =
        SweepEngine.start(
            config,
            new SweepEngine.Options("run", parallelism, 0),
            new DataFolders(List.of()),
            store,
            ledger,
            e -> {},
            InstantSource.system(),
            null)) {
      SweepEngine.Ending ending = engine.ending().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(ending.storeFailure()).isNull();
      assertThat(ledger.balance().balances()).isTrue();
      assertThat(ending.sweep().results()).hasSize(RATES.length);
      return new Ran(ending.sweep().results(), store);
    }
  }

  @Test
  void theLastComputedStepIsThatOfTheVerdict() throws Exception {
    for (ControlRule rule :
        List.of(
            ControlRule.NON_FINITE,
            ControlRule.CERTIFIED,
            rule("certified", Map.of("basin", true)),
            rule("threshold", Map.of("factor", 10)),
            rule("patience", Map.of("steps", 3, "min-delta", 0)),
            rule("asha", asha()))) {
      Ran ran = run(rule, 2);
      for (TrialResult result : ran.results()) {
        assertThat(ran.lastStored(result.trial())).as("%s", rule.name()).isEqualTo(result.steps());
      }
    }
  }

  private static Map<String, Object> asha() {
    return Map.of(
        "min-resource", 5, "reduction-factor", 3, "brackets", 1, "bootstrap", 0, "time", "step");
  }

  @Test
  void thresholdKillsCatapultsAndCertifiedDoesNot() throws Exception {
    Ran threshold = run(rule("threshold", Map.of("factor", 10)), 2);
    assertThat(threshold.result("s1-c3.5").outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(threshold.result("s1-c3.5").stopReason()).isEqualTo("threshold");
    assertThat(threshold.stop("s1-c3.5"))
        .satisfies(
            stop -> {
              assertThat(stop.rule()).isEqualTo("threshold");
              assertThat(stop.settings()).contains("factor");
              assertThat(stop.evidence()).contains("10.0 × the initial one");
              assertThat(stop.censored()).isTrue();
              double loss = stop.inputs().getOrDefault("loss", Double.NaN);
              double initial = stop.inputs().getOrDefault("loss_initial", Double.NaN);
              assertThat(loss).isGreaterThan(10 * initial);
            });
    Ran certified = run(ControlRule.CERTIFIED, 2);
    assertThat(certified.result("s1-c3.5").phase()).isEqualTo("catapult");
    assertThat(certified.stop("s1-c3.5").censored()).isFalse();
    assertThat(certified.stop("s1-c12"))
        .satisfies(
            stop -> {
              assertThat(stop.rule()).isEqualTo("certified");
              assertThat(stop.certificate()).isEqualTo("doomed");
              assertThat(stop.inputs().getOrDefault("doomed_margin", 0.0)).isGreaterThan(1);
            });
  }

  /** One after the other, so that what is compared does not depend on the machine. */
  @Test
  void ashaStopsThoseThatAreNotAmongTheBest() throws Exception {
    Ran ran = run(rule("asha", asha()), 1);
    TrialResult first = ran.result("s1-c0.5");
    assertThat(first.outcome()).isEqualTo(Outcome.CONVERGED);
    // c = 1 all but converges in one step, so that nothing after it comes close at step 5.
    TrialResult slow = ran.result("s1-c1.9");
    assertThat(slow.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(slow.stopReason()).isEqualTo("asha");
    assertThat(slow.steps()).isEqualTo(5);
    assertThat(ran.stop("s1-c1.9").evidence()).contains("rung 0");
  }

  @Test
  void medianWaitsForItsStartupTrials() throws Exception {
    Map<String, Object> settings =
        Map.of("startup-trials", 2, "warmup", 0, "interval", 1, "min-trials", 1, "time", "eta-t");
    Ran ran = run(rule("median", settings), 1);
    assertThat(ran.result("s1-c0.5").outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(ran.result("s1-c1").outcome()).isEqualTo(Outcome.CONVERGED);
    assertThat(ran.results()).anySatisfy(r -> assertThat(r.stopReason()).isEqualTo("median"));
  }

  @Test
  void aFailingRuleCostsNeitherSweepNorData() throws Exception {
    ControlRule failing =
        new ControlRule.PerTrial(
            "mine",
            "",
            trial ->
                (step, m) -> {
                  if (step == 3) {
                    throw new IllegalStateException("no such luck");
                  }
                  return Verdict.CONTINUE;
                },
            1_000_000_000);
    Ran with = run(failing, 2);
    Ran without = run(ControlRule.NON_FINITE, 2);
    assertThat(with.results())
        .extracting(TrialResult::outcome, TrialResult::steps, TrialResult::lossFinal)
        .containsExactlyElementsOf(
            without.results().stream()
                .map(
                    r -> org.assertj.core.groups.Tuple.tuple(r.outcome(), r.steps(), r.lossFinal()))
                .toList());
    assertThat(with.events(TrialEvent.State.RULE_FAILED))
        .hasSize(RATES.length)
        .allSatisfy(
            event -> {
              assertThat(event.reason()).contains("mine").contains("no such luck");
              assertThat(event.step()).isGreaterThanOrEqualTo(3);
            });
  }

  @Test
  void aRuleOfOnesOwnIsNamedInTheReason() throws Exception {
    StopRule.Factory factory =
        trial -> (step, m) -> step == 2 ? Verdict.stop(step, "two is enough") : Verdict.CONTINUE;
    Ran ran = run(new ControlRule.PerTrial("mine", "x=1", factory, 1_000_000_000), 2);
    TrialResult result = ran.result("s1-c1.5");
    assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(result.stopReason()).isEqualTo("rule: mine");
    assertThat(result.steps()).isEqualTo(2);
    StopRecord stop = ran.stop("s1-c1.5");
    assertThat(stop.rule()).isEqualTo("mine");
    assertThat(stop.settings()).isEqualTo("x=1");
    assertThat(stop.evidence()).isEqualTo("two is enough");
  }

  @Test
  void resultsOfRulesThatLookAtOneTrialDoNotDependOnParallelism() throws Exception {
    for (ControlRule rule :
        List.of(
            rule("threshold", Map.of("factor", 10)),
            rule("patience", Map.of("steps", 3, "min-delta", 0)))) {
      List<TrialResult> one = run(rule, 1).results();
      List<TrialResult> four = run(rule, 4).results();
      assertThat(IntStream.range(0, one.size()))
          .allSatisfy(
              i -> {
                assertThat(four.get(i).steps()).isEqualTo(one.get(i).steps());
                assertThat(four.get(i).lossFinal()).isEqualTo(one.get(i).lossFinal());
                assertThat(four.get(i).stopReason()).isEqualTo(one.get(i).stopReason());
              });
    }
  }
}
