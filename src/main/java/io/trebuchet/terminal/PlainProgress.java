package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.terminal.BoardSnapshot.Row;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** A line for each trial that ends, and a sign of life when none has ended for a while. */
public final class PlainProgress implements Progress {
  private static final long SILENCE = Duration.ofSeconds(10).toNanos();
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int MOST_NAMED = 4;

  private final LiveBoard board;
  private final PrintStream out;
  private final Capability capability;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService clock = Ticker.create("plain-progress");
  private long lastLine;

  private PlainProgress(LiveBoard board, PrintStream out, LongSupplier nanoTime) {
    this.board = board;
    this.out = out;
    this.capability = Capability.of(out);
    this.nanoTime = nanoTime;
    this.lastLine = nanoTime.getAsLong();
  }

  /**
   * Prints until closed.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public static PlainProgress start(LiveBoard board, PrintStream out, LongSupplier nanoTime) {
    PlainProgress progress = new PlainProgress(board, out, nanoTime);
    Ticker.every(progress.clock, PERIOD, progress::tick);
    return progress;
  }

  @Override
  public void accept(Emission emission) {
    switch (emission) {
      case MetricBlock block -> board.accept(block);
      case TrialEvent event -> accept(event);
      case EngineSample sample -> board.accept(sample);
    }
  }

  private synchronized void accept(TrialEvent event) {
    board.accept(event);
    TrialResult result = event.result();
    if (event.state() == TrialEvent.State.ENDED && result != null) {
      print(
          String.format(Locale.ROOT, "[%d/%d] ", board.ended(), board.size())
              + line(result, capability));
    }
  }

  @Override
  public synchronized void say(String line) {
    print(line);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** Prints the sign of life if it is due. */
  synchronized void tick() {
    if (nanoTime.getAsLong() - lastLine < SILENCE) {
      return;
    }
    BoardSnapshot snapshot = board.snapshot();
    if (snapshot.running() > 0) {
      print(heartbeat(snapshot));
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
    lastLine = nanoTime.getAsLong();
  }

  private String heartbeat(BoardSnapshot snapshot) {
    List<String> trials =
        snapshot.rows().stream()
            .filter(row -> row.stage() == Stage.RUNNING)
            .limit(MOST_NAMED)
            .map(PlainProgress::place)
            .toList();
    String named = String.join(", ", trials);
    int unnamed = snapshot.running() - trials.size();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "[%d/%d] ", snapshot.ended(), board.size()))
        .append(String.format(Locale.ROOT, "%d running: %s", snapshot.running(), named));
    if (unnamed > 0) {
      line.append(String.format(Locale.ROOT, " and %d more", unnamed));
    }
    line.append("; ").append(Compact.count(snapshot.pointsPerSecond())).append(" points/s");
    snapshot
        .left()
        .ifPresent(left -> line.append("; about ").append(Compact.duration(left)).append(" left"));
    return line.toString();
  }

  private static String place(Row row) {
    return row.step() < 0 ? row.trial() : row.trial() + " at step " + row.step();
  }

  /** What became of a trial, on one line. */
  static String line(TrialResult result, Capability capability) {
    List<String> parts = new ArrayList<>();
    parts.add(Compact.oneLine(result.trial()));
    parts.add(outcome(result));
    parts.add(result.steps() + (result.steps() == 1 ? " step" : " steps"));
    if (!Double.isNaN(result.lossInitial())) {
      parts.add(loss(result, " " + capability.arrow() + " "));
    }
    double ratio = result.weightNormSqFinal() / result.weightNormSqInitial();
    addKnown(parts, capability.etaLambda() + "_final ", result.etaLambdaFinal());
    addKnown(parts, capability.normRatio() + " ", ratio);
    return String.join("  ", parts);
  }

  /** What does not apply, as to a trial that was stopped before it began, is left out. */
  private static void addKnown(List<String> parts, String name, double value) {
    if (!Double.isNaN(value)) {
      parts.add(name + Compact.number(value));
    }
  }

  private static String loss(TrialResult result, String arrow) {
    String loss = "loss " + Compact.number(result.lossInitial());
    if (result.lossMaxStep() > 0 && result.lossMax() != result.lossFinal()) {
      loss += arrow + "peak " + Compact.number(result.lossMax()) + " at " + result.lossMaxStep();
    }
    return loss + arrow + Compact.number(result.lossFinal());
  }

  /** The outcome with what explains it: the phase of a converged trial, else the reason. */
  private static String outcome(TrialResult result) {
    String detail =
        switch (result.outcome()) {
          case CONVERGED -> result.phase();
          case DIVERGED, DEAD, OSCILLATING, INCOMPLETE, STOPPED, FAILED ->
              Compact.oneLine(result.stopReason());
        };
    String word = result.outcome().word();
    return detail.isEmpty() || detail.equals(word) ? word : word + " (" + detail + ")";
  }
}
