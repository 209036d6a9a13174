package io.trebuchet.run;

import io.trebuchet.durable.SweepJournal;
import io.trebuchet.durable.SweepState;
import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.process.LostException;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.stores.StoreChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database that should hold a run's steps, and is not there: it is named before an empty one can
 * take its place, for it may only have been moved.
 */
final class MissingDatabase {
  private MissingDatabase() {}

  /** How much trials recorded that need no more computing. */
  record Due(int trials, long rows) {
    static Due of(Map<String, TrialSteps> due) {
      long rows = due.values().stream().mapToLong(TrialSteps::rows).sum();
      return new Due(due.size(), rows);
    }
  }

  /**
   * Looks for the files of a run's store, before it is opened.
   *
   * @throws LostException if rows were stored in it, and it is gone
   */
  static void check(RunDirectory run, Manifest manifest, SweepJournal journal, StoreChoice choice)
      throws IOException {
    Optional<Path> files =
        choice.kind().isOf(manifest) ? choice.kind().files(choice, run) : Optional.empty();
    if (files.isEmpty() || holdsSomething(files.get())) {
      return;
    }
    SweepState state = SweepState.read(journal);
    state.learn(EarlierRun.known(run, manifest), EarlierRun.recorded(run, manifest));
    Due due = Due.of(state.due());
    if (due.rows() > 0) {
      throw gone(run, String.format(Locale.ROOT, "%s is gone", files.get()), due);
    }
  }

  private static boolean holdsSomething(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }

  /** Of a store that is there, and has no row of the run. */
  static LostException empty(RunDirectory run, String place, Due due) {
    return gone(
        run,
        String.format(Locale.ROOT, "there is no row of this run in its store (%s)", place),
        due);
  }

  private static LostException gone(RunDirectory run, String what, Due due) {
    return new LostException(
        String.format(
            Locale.ROOT,
            "%s, which had %,d rows of %d ended trials: put it back, or have them computed and"
                + " stored again: trebuchet resume %s --recompute",
            what,
            due.rows(),
            due.trials(),
            ShellWord.of(run.root())));
  }
}
