package io.trebuchet.run;

import io.trebuchet.actors.SweepEngine;
import io.trebuchet.actors.SweepSupervisor;
import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.RecordSettings;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.process.StopSignal;
import io.trebuchet.run.boundary.Answer;
import io.trebuchet.run.boundary.BoundaryRow;
import io.trebuchet.run.boundary.BoundarySearch;
import io.trebuchet.storage.NoStore;
import io.trebuchet.streams.SweepTap;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Searches the boundaries of all grid points and seeds of a config side by side: the questions of a
 * round are the trials of one sweep, of which nothing is stored.
 */
public final class BoundaryRun {
  private final SweepConfig config;
  private final DataFolders folders;
  private final Options options;
  private final Viewer viewer;
  private final List<Subject> subjects = new ArrayList<>();
  private final StopSignal stop = StopSignal.create();

  private BoundaryRun(SweepConfig config, DataFolders folders, Options options, Viewer viewer) {
    this.config = config;
    this.folders = folders;
    this.options = options;
    this.viewer = viewer;
  }

  /**
   * How to search.
   *
   * @param grid the c's of the first round
   * @param tolerance brackets wider than this are bisected
   * @param maxSteps after so many updates a trial is undecided
   */
  public record Options(
      List<Long> seeds,
      List<BigDecimal> grid,
      BigDecimal tolerance,
      long maxSteps,
      int parallelism) {}

  /** One search, and all results of its trials. */
  private record Subject(
      GridPoint point, long seed, BoundarySearch search, List<TrialResult> results) {}

  private record Question(Subject subject, BigDecimal c) {}

  /** A search of the config's grid points; their learning rates and seeds do not matter. */
  public static BoundaryRun create(
      SweepConfig config, DataFolders folders, Options options, Viewer viewer) {
    BoundaryRun run = new BoundaryRun(config, folders, options, viewer);
    for (GridPoint point : config.trials().stream().map(TrialSpec::point).distinct().toList()) {
      for (long seed : options.seeds()) {
        BoundarySearch search = BoundarySearch.create(options.grid(), options.tolerance());
        run.subjects.add(new Subject(point, seed, search, new ArrayList<>()));
      }
    }
    return run;
  }

  /** Asks and answers until nothing is left to ask, or {@link #interrupt} comes. */
  public void run() {
    // Otherwise the actors' threads all start it at once, and complain.
    LoggerFactory.getILoggerFactory();
    for (int round = 1; ; round++) {
      Map<TrialSpec, Question> questions = questions();
      if (questions.isEmpty() || stop.came()) {
        return;
      }
      List<TrialResult> results = sweep(round, List.copyOf(questions.keySet()));
      Map<String, Question> byId = new LinkedHashMap<>();
      questions.forEach((trial, question) -> byId.put(trial.id(), question));
      for (TrialResult result : results) {
        Question question = byId.get(result.trial());
        if (question != null) {
          take(question, result);
        }
      }
    }
  }

  /** Ends the running trials at their next step; from any thread. */
  public void interrupt() {
    stop.stop();
  }

  /** What is known, in the order of grid points and seeds. */
  public List<BoundaryRow> rows() {
    return subjects.stream()
        .map(
            subject ->
                new BoundaryRow(
                    subject.point().joinedParams(),
                    subject.seed(),
                    subject.search().boundary(),
                    subject.results().size(),
                    BoundaryRow.Ends.of(subject.search().boundary(), subject.results()),
                    BoundaryRow.BoundsInC.of(subject.results())))
        .toList();
  }

  /** Trials that broke off with an error. */
  public List<TrialResult> failures() {
    return subjects.stream()
        .flatMap(subject -> subject.results().stream())
        .filter(result -> result.outcome() == Outcome.FAILED)
        .toList();
  }

  private Map<TrialSpec, Question> questions() {
    Map<TrialSpec, Question> questions = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      for (BigDecimal c : subject.search().next()) {
        LearningRate rate = new LearningRate.Normalised(c);
        questions.put(
            TrialSpec.of(subject.point(), subject.seed(), rate), new Question(subject, c));
      }
    }
    return questions;
  }

  private void take(Question question, TrialResult result) {
    // A trial that an interrupt stopped has not answered.
    if (result.outcome() == Outcome.STOPPED && stop.came()) {
      return;
    }
    question.subject().search().answer(question.c(), Answer.of(result.outcome()));
    question.subject().results().add(result);
  }

  private List<TrialResult> sweep(int round, List<TrialSpec> trials) {
    String name = config.name() + " round " + round;
    // What is recorded does not matter: of a trial only its outcome is used.
    SweepConfig sweep =
        new SweepConfig(
            name,
            config.stop().withMaxSteps(options.maxSteps()),
            config.rule(),
            new RecordSettings(config.record().mode(), 0, List.of()),
            config.spool(),
            config.checkpointEvery(),
            config.files(),
            trials,
            config.resolved(),
            List.of());
    SweepTap tap = SweepTap.create(Planned.trials(trials), SweepTap.Limits.lossOnly());
    viewer.say(String.format(Locale.ROOT, "round %d: %d trials", round, trials.size()));
    viewer.begin(name, tap);
    try (Viewer watching = viewer;
        SweepEngine running =
            SweepEngine.start(
                sweep,
                new SweepEngine.Options("boundary", options.parallelism(), 0),
                folders,
                NoStore.create(),
                Ledger.create("none"),
                emission -> {
                  tap.accept(emission);
                  watching.accept(emission);
                },
                InstantSource.system(),
                null)) {
      stop.onStop(() -> running.supervisor().tell(new SweepSupervisor.StopSweep()));
      SweepEngine.Ending ending = running.ending().toCompletableFuture().join();
      stop.onStop(() -> {});
      if (ending.storeFailure() != null) {
        throw new IllegalStateException("the metric stream broke", ending.storeFailure());
      }
      return ending.sweep().results();
    }
  }
}
