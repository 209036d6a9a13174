package io.trebuchet.cli;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Keeps the grounds of every stop that goes by. */
final class Stops {
  private Stops() {}

  /** Writes stops to a file, then hands everything on. */
  static Consumer<Emission> into(Path file, Consumer<Emission> next) {
    return emission -> {
      if (emission instanceof TrialEvent event) {
        StopsFile.Stop.of(event).ifPresent(stop -> append(file, stop));
      }
      next.accept(emission);
    };
  }

  private static void append(Path file, StopsFile.Stop stop) {
    try {
      StopsFile.append(file, stop);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
