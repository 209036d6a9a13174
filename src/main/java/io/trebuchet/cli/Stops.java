package io.trebuchet.cli;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps the grounds of every stop that goes by, and counts rules that failed. Thread-safe. */
final class Stops {
  private final Path file;
  private int failures;
  private @Nullable String firstFailure;

  private Stops(Path file) {
    this.file = file;
  }

  /** Writes stops to a file. */
  static Stops into(Path file) {
    return new Stops(file);
  }

  /** Sees everything before {@code next} does. */
  Consumer<Emission> then(Consumer<Emission> next) {
    return emission -> {
      accept(emission);
      next.accept(emission);
    };
  }

  private void accept(Emission emission) {
    if (emission instanceof TrialEvent event) {
      StopsFile.Stop.of(event).ifPresent(this::append);
      if (event.state() == TrialEvent.State.RULE_FAILED) {
        note(event);
      }
    }
  }

  private void append(StopsFile.Stop stop) {
    try {
      StopsFile.append(file, stop);
    } catch (IOException e) {
      // Not worth a sweep: the store has the same.
      LoggerFactory.getLogger(Stops.class).error("cannot write {}", file, e);
    }
  }

  private synchronized void note(TrialEvent event) {
    failures++;
    if (firstFailure == null) {
      firstFailure = event.series().trial() + ": " + event.reason();
    }
  }

  /** A line for people if the rule failed in any trial. */
  synchronized Optional<String> complaint() {
    return failures == 0
        ? Optional.empty()
        : Optional.of(
            "the stop rule failed in %d trials, which went on without it; first %s"
                .formatted(failures, firstFailure));
  }
}
