package io.trebuchet.storage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code stops.jsonl}: a line of JSON for every trial that ended, with the grounds, and for every
 * one that a user had continued after that.
 */
public final class StopsFile {
  private static final String CONTINUED = "continued";

  /** Of some fifty thousand trials. */
  private static final int MOST_BYTES = 64 << 20;

  private StopsFile() {}

  /**
   * A line.
   *
   * @param state {@code ended}; {@code rule-failed} where the trial went on without its rule;
   *     {@code continued} where it went on after it had been stopped
   * @param outcome empty if the trial went on
   * @param step the trial's last computed step, that of the verdict
   */
  public record Stop(
      String trial,
      Instant time,
      String state,
      String outcome,
      String reason,
      long step,
      String rule,
      String settings,
      String evidence,
      String certificate,
      boolean censored,
      Map<String, Double> inputs) {
    /** What an event says of a stop; nothing if it has no grounds. */
    public static Optional<Stop> of(TrialEvent event) {
      StopRecord stop = event.stop();
      return stop == null ? Optional.empty() : Optional.of(of(event, stop, event.result()));
    }

    /** The start of a trial that had been stopped. */
    public static Stop continued(TrialEvent event) {
      return new Stop(
          event.series().trial(),
          Instant.ofEpochSecond(0, event.timestamp()),
          CONTINUED,
          "",
          "user",
          event.step(),
          "user",
          "",
          "continued after it had been stopped",
          "none",
          false,
          Map.of());
    }

    /** What {@link #of} had of the event. */
    public StopRecord grounds() {
      return new StopRecord(rule, settings, evidence, certificate, censored, inputs);
    }

    /** Whether it tells that an earlier stop was taken back. */
    @JsonIgnore
    public boolean isContinuation() {
      return state.equals(CONTINUED);
    }

    private static Stop of(TrialEvent event, StopRecord stop, @Nullable TrialResult result) {
      return new Stop(
          event.series().trial(),
          Instant.ofEpochSecond(0, event.timestamp()),
          event.state().word(),
          result == null ? "" : result.outcome().word(),
          event.reason(),
          event.step(),
          stop.rule(),
          stop.settings(),
          stop.evidence(),
          stop.certificate(),
          stop.censored(),
          stop.inputs());
    }
  }

  /** Appends a line. */
  public static void append(Path file, Stop stop) throws IOException {
    try (OutputStream out = PrivateFiles.append(file)) {
      out.write((Json.line(stop) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Drops a last line that a crash cut short: the next one would become a part of it. */
  public static void trim(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      String text = PrivateFiles.text(file, MOST_BYTES);
      int end = text.lastIndexOf('\n') + 1;
      if (end < text.length()) {
        AtomicFile.replace(file, text.substring(0, end));
      }
    }
  }

  /**
   * All lines in order; none if there is no file. A last line cut short by a crash does not count.
   *
   * @throws IOException if the file cannot be read or is damaged
   */
  public static List<Stop> read(Path file) throws IOException {
    List<Stop> stops = new ArrayList<>();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return stops;
    }
    String text = PrivateFiles.text(file, MOST_BYTES);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      stops.add(Json.parse(line, Stop.class, file));
    }
    return stops;
  }
}
