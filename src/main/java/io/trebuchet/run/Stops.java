package io.trebuchet.run;

import io.trebuchet.control.StopReason;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.process.Causes;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps the grounds of every stop that goes by, notes those that a user took back, and counts rules
 * that failed. Thread-safe.
 */
final class Stops {
  private final Path file;

  /** Trials whose last line is a stop that can be taken back. */
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();

  private int unwritten;
  private @Nullable IOException firstUnwritten;
  private int failures;
  private @Nullable String firstFailure;

  private Stops(Path file) {
    this.file = file;
  }

  /**
   * Writes stops to a file, after those that earlier processes wrote.
   *
   * @param people are told if those cannot be read
   */
  static Stops into(Path file, Consumer<String> people) {
    Stops stops = new Stops(file);
    try {
      StopsFile.trim(file);
      StopsFile.read(file).forEach(stops::remember);
    } catch (IOException e) {
      // Not worth a sweep.
      people.accept("why trials ended before is not known: " + Causes.of(e));
    }
    return stops;
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
      if (event.state() == TrialEvent.State.STARTED && stopped.contains(event.series().trial())) {
        append(StopsFile.Stop.continued(event));
      }
      StopsFile.Stop.of(event).ifPresent(this::append);
      if (event.state() == TrialEvent.State.RULE_FAILED) {
        note(event);
      }
    }
  }

  private void remember(StopsFile.Stop stop) {
    // An interrupted trial goes on by itself when its sweep is resumed.
    if (stop.outcome().equals(Outcome.STOPPED.word())
        && !stop.reason().equals(StopReason.INTERRUPTED.word())) {
      stopped.add(stop.trial());
    } else {
      stopped.remove(stop.trial());
    }
  }

  private void append(StopsFile.Stop stop) {
    remember(stop);
    try {
      StopsFile.append(file, stop);
    } catch (IOException e) {
      // Not worth a sweep, but told at its end.
      LoggerFactory.getLogger(Stops.class).error("cannot write {}", file, e);
      noteUnwritten(e);
    }
  }

  private synchronized void noteUnwritten(IOException e) {
    unwritten++;
    firstUnwritten = firstUnwritten == null ? e : firstUnwritten;
  }

  /** Whether every line is in the file. */
  synchronized boolean complete() {
    return unwritten == 0;
  }

  private synchronized void note(TrialEvent event) {
    failures++;
    if (firstFailure == null) {
      firstFailure = event.series().trial() + ": " + event.reason();
    }
  }

  /** Lines for people if the rule failed in any trial, or lines could not be written. */
  synchronized List<String> complaints() {
    List<String> lines = new ArrayList<>();
    if (failures > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "the stop rule failed in %d trials, which went on without it; first %s",
              failures,
              firstFailure));
    }
    if (firstUnwritten != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s lacks %d lines, why trials ended, which could not be written: %s",
              file,
              unwritten,
              Causes.of(firstUnwritten)));
    }
    return lines;
  }
}
