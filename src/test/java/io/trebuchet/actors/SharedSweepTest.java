package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.config.FilesMode;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SpoolSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.StopReason;
import io.trebuchet.control.StopSettings;
import io.trebuchet.control.Verdict;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.SharedProducts;
import io.trebuchet.physics.quadratic.FeatureFamily;
import io.trebuchet.physics.quadratic.FeatureScales;
import io.trebuchet.physics.quadratic.Nonlinearity;
import io.trebuchet.physics.quadratic.QuadraticModel;
import io.trebuchet.physics.quadratic.Spectrum;
import io.trebuchet.streams.MemoryStore;
import io.trebuchet.streams.MetricPort;
import io.trebuchet.trial.ProblemCache;
import io.trebuchet.trial.TrialRun;
import io.trebuchet.trial.TrialTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sweeps whose trials share products. */
final class SharedSweepTest {
  private static final FeatureFamily FAMILY =
      new FeatureFamily(
          30, 0, Nonlinearity.IDENTITY, Spectrum.drawn(1, 2, true), true, FeatureScales.NONE);
  private static final Model MODEL = new QuadraticModel(FAMILY, 1.0 / 30, null);
  private static final int TRIALS = 21;

  private record Plane() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(2, random.gaussians(12), random.gaussians(6)));
    }
  }

  private static String id(int trial) {
    return "s1-c" + rate(trial).toPlainString();
  }

  private static BigDecimal rate(int trial) {
    return new BigDecimal(5 + 18 * trial).movePointLeft(2);
  }

  private static SweepConfig config(long maxSteps, Model model) {
    GridPoint point = new GridPoint(0, Map.of(), model, new Plane());
    List<TrialSpec> trials = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      trials.add(new TrialSpec(id(i), point, 1, new LearningRate.Normalised(rate(i))));
    }
    return new SweepConfig(
        "test",
        new StopSettings(0, 1, maxSteps),
        ControlRule.CERTIFIED,
        new RecordSettings(RecordSettings.Mode.ALL, 10, List.of()),
        new SpoolSettings(1 << 20, 0, SpoolSettings.WhenFull.BLOCK),
        Duration.ofSeconds(30),
        FilesMode.PRIVATE,
        trials,
        "",
        List.of());
  }

  private static SweepEngine start(
      SweepConfig config,
      int parallelism,
      double pace,
      MemoryStore store,
      Consumer<Emission> live) {
    return SweepEngine.start(
        config,
        new SweepEngine.Options("run", parallelism, pace),
        new DataFolders(List.of()),
        store,
        Ledger.create("memory"),
        live,
        InstantSource.system(),
        null);
  }

  private static SweepEngine.Ending await(SweepEngine engine) throws Exception {
    SweepEngine.Ending ending = engine.ending().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(ending.storeFailure()).isNull();
    return ending;
  }

  /** What a sweep comes to: rows of trials.csv without wall time, and the bits of every step. */
  private record Run(List<List<String>> rows, Map<String, List<Long>> steps) {
    List<Long> steps(String trial) {
      return steps.getOrDefault(trial, List.of());
    }

    static Run of(SweepEngine.Ending ending, MemoryStore store) {
      List<TrialColumn> columns = TrialColumn.all().subList(0, TrialColumn.all().size() - 1);
      List<List<String>> rows = new ArrayList<>();
      Map<String, List<Long>> steps = new TreeMap<>();
      for (TrialResult result : ending.sweep().results()) {
        rows.add(columns.stream().map(column -> column.text().apply(result)).toList());
        List<Long> bits = new ArrayList<>();
        for (MetricBlock block : store.blocks(result.trial())) {
          for (int row = 0; row < block.rows(); row++) {
            bits.add(block.step(row));
            for (Metric metric : Metric.always()) {
              bits.add(Double.doubleToLongBits(block.value(metric, row)));
            }
          }
        }
        steps.put(result.trial(), bits);
      }
      return new Run(rows, steps);
    }
  }

  private static Run run(SweepConfig config, int parallelism, double pace) throws Exception {
    MemoryStore store = MemoryStore.open();
    try (SweepEngine engine = start(config, parallelism, pace, store, e -> {})) {
      return Run.of(await(engine), store);
    }
  }

  @Test
  void resultsDoNotDependOnCompanionsThreadsOrChunks() throws Exception {
    SweepConfig config = config(150, MODEL);
    Run together = run(config, 1, 0);
    assertThat(together.rows()).hasSize(TRIALS);
    assertThat(together.steps(id(3))).hasSize(151 * (1 + Metric.always().size()));
    assertThat(run(config, 2, 0)).isEqualTo(together);
    assertThat(run(config, 5, 0)).isEqualTo(together);
    assertThat(run(config, TRIALS, 0)).isEqualTo(together);
    // 7 steps a chunk, each trial in its own time.
    assertThat(run(config, 2, 150)).isEqualTo(together);
  }

  /** The trials as the physics alone has them, without rules, actors and chunks. */
  @Test
  void everyStepIsThatOfATrialAlone() throws Exception {
    Run run = run(config(60, MODEL), 2, 0);
    SeededRandom random = SeededRandom.of(1);
    Sample sample = new Plane().load(new DataFolders(List.of()), random.split("data"));
    try (Problem problem = MODEL.on(sample, random.split("model"))) {
      assertThat(problem.sharedProducts()).isNotNull();
      for (int trial : new int[] {0, 7, 13, TRIALS - 1}) {
        List<Long> bits = run.steps(id(trial));
        int columns = 1 + Metric.always().size();
        assertThat(bits).isNotEmpty();
        Measurement m = new Measurement();
        try (GradientDescent alone =
            problem.start(rate(trial).doubleValue() / problem.initialLambdaMax())) {
          for (int step = 0; step < bits.size() / columns; step++) {
            if (step > 0) {
              alone.advance();
            }
            alone.measure(m);
            assertThat(bits.get(step * columns)).isEqualTo(step);
            assertThat(bits.get(step * columns + 1)).isEqualTo(Double.doubleToLongBits(m.loss));
            assertThat(bits.get(step * columns + 3))
                .isEqualTo(Double.doubleToLongBits(m.lambdaMax));
          }
        }
      }
    }
  }

  @Test
  void aPausedAndAStoppedTrialLeaveTheOthersAsTheyAre() throws Exception {
    SweepConfig config = config(300, MODEL);
    Run undisturbed = run(config, 2, 0);
    MemoryStore store = MemoryStore.open();
    String paused = id(4);
    String stopped = id(5);
    Verdict.Halt user = new Verdict.Halt(Outcome.STOPPED, StopReason.USER, -1, "asked to");
    Set<String> ended = ConcurrentHashMap.newKeySet();
    CountDownLatch moving = new CountDownLatch(60);
    CountDownLatch othersEnded = new CountDownLatch(TRIALS - 1);
    Run run;
    try (SweepEngine engine =
        start(
            config,
            1,
            600,
            store,
            emission -> {
              moving.countDown();
              if (emission instanceof TrialEvent event
                  && event.state() == TrialEvent.State.ENDED
                  && ended.add(event.series().trial())) {
                othersEnded.countDown();
              }
            })) {
      assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
      engine.supervisor().tell(new SweepSupervisor.PauseTrial(paused));
      engine.supervisor().tell(new SweepSupervisor.StopTrial(stopped, user));
      assertThat(othersEnded.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ended).doesNotContain(paused);
      engine.supervisor().tell(new SweepSupervisor.ContinueTrial(paused));
      run = Run.of(await(engine), store);
    }
    for (int i = 0; i < TRIALS; i++) {
      List<Long> before = undisturbed.steps(id(i));
      List<Long> now = run.steps(id(i));
      assertThat(now).isNotEmpty();
      if (id(i).equals(stopped)) {
        assertThat(run.rows().get(i)).contains("user");
        assertThat(now).isEqualTo(before.subList(0, now.size()));
        assertThat(now.size()).isLessThan(before.size());
      } else {
        assertThat(now).isEqualTo(before);
        assertThat(run.rows().get(i)).isEqualTo(undisturbed.rows().get(i));
      }
    }
  }

  @Test
  void anErrorInOneTrialDoesNotReachItsCompanions() throws Exception {
    Run sound = run(config(80, MODEL), 2, 0);
    BigDecimal broken = rate(6);
    Model failing = (sample, random) -> new Failing(MODEL.on(sample, random), broken.doubleValue());
    Run run = run(config(80, failing), 2, 0);
    for (int i = 0; i < TRIALS; i++) {
      if (i == 6) {
        assertThat(run.rows().get(i)).contains("failed", "error: no such luck");
      } else {
        assertThat(run.rows().get(i)).isEqualTo(sound.rows().get(i));
        assertThat(run.steps(id(i))).isEqualTo(sound.steps(id(i)));
      }
    }
  }

  /** A problem whose trial at one rate throws at its eleventh measurement. */
  private record Failing(Problem problem, double c) implements Problem {
    @Override
    public Initial initial() {
      return problem.initial();
    }

    @Override
    public GradientDescent start(double learningRate) {
      GradientDescent sound = problem.start(learningRate);
      boolean breaks = learningRate == c / initialLambdaMax();
      return breaks ? new Breaking(sound) : sound;
    }

    @Override
    public GradientDescent resume(double learningRate, DescentState state) {
      return problem.resume(learningRate, state);
    }

    @Override
    public @Nullable SharedProducts sharedProducts() {
      return problem.sharedProducts();
    }

    @Override
    public void close() {
      problem.close();
    }
  }

  private static final class Breaking implements GradientDescent {
    private final GradientDescent sound;
    private int measures;

    Breaking(GradientDescent sound) {
      this.sound = sound;
    }

    @Override
    public double learningRate() {
      return sound.learningRate();
    }

    @Override
    public void measure(Measurement into) {
      if (++measures > 10) {
        throw new IllegalStateException("no such luck");
      }
      sound.measure(into);
    }

    @Override
    public void evaluateTest(Measurement into) {
      sound.evaluateTest(into);
    }

    @Override
    public void advance() {
      sound.advance();
    }

    @Override
    public DescentState state() {
      return sound.state();
    }

    @Override
    public double[] weights() {
      return sound.weights();
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  @Test
  void aTrialWithoutCreditDoesNotHoldUpTheOthers() throws Exception {
    SweepConfig config = config(200, MODEL);
    String starved = id(2);
    CountDownLatch othersEnded = new CountDownLatch(TRIALS - 1);
    CompletableFuture<Done> never = new CompletableFuture<>();
    MetricPort port =
        emission -> {
          if (emission instanceof MetricBlock block && block.series().trial().equals(starved)) {
            return never;
          }
          if (emission instanceof TrialEvent event && event.state() == TrialEvent.State.ENDED) {
            othersEnded.countDown();
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        };
    ProblemCache problems = ProblemCache.create(new DataFolders(List.of()), config.trials());
    TrialRun.Settings settings =
        new TrialRun.Settings(
            config.stop(), config.rule(), config.record(), true, InstantSource.system());
    TrialTerms terms = new TrialTerms("run", "test", settings, 0);
    TrialPorts ports = new TrialPorts(problems, port, emission -> {}, null);
    CompletableFuture<SweepSupervisor.SweepEnded> sweepEnded = new CompletableFuture<>();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  var replyTo =
                      context.spawn(
                          Behaviors.<SweepSupervisor.SweepEnded>receiveMessage(
                              ended -> {
                                sweepEnded.complete(ended);
                                return Behaviors.stopped();
                              }),
                          "ending");
                  context.spawn(
                      SweepSupervisor.create(
                          config,
                          terms,
                          ports,
                          1,
                          new SweepSupervisor.Past(
                              SweepState.create(), Ledger.create("memory"), null),
                          replyTo),
                      "supervisor");
                  return Behaviors.empty();
                }),
            "starved",
            ConfigFactory.parseMap(
                    Map.of(
                        SweepSupervisor.TRAINER + ".executor",
                        "thread-pool-executor",
                        SweepSupervisor.TRAINER + ".thread-pool-executor.fixed-pool-size",
                        1,
                        SweepSupervisor.TRAINER + ".throughput",
                        1))
                .withFallback(ConfigFactory.load("pekko-settings")));
    try {
      assertThat(othersEnded.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(sweepEnded).isNotDone();
      never.complete(Done.getInstance());
      assertThat(sweepEnded.get(30, TimeUnit.SECONDS).results()).hasSize(TRIALS);
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }
}
