package io.trebuchet.terminal;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.SweepTap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** To look at the display: {@code LiveDemo auto|plain|quiet TRIALS MILLIS_PER_CHUNK}. */
final class LiveDemo {
  private LiveDemo() {}

  public static void main(String[] args) {
    Progress.Mode mode = Progress.Mode.valueOf(args[0].toUpperCase(Locale.ROOT));
    int count = Integer.parseInt(args[1]);
    long pause = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[2]));
    List<ToyTrial> trials = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      trials.add(ToyTrial.create(1 + (i - 1) / 45, Math.round(i % 45 * 10.3 + 1) / 100.0, 1500));
    }
    long start = System.nanoTime();
    SweepTap tap = Boards.tap(trials.stream().map(ToyTrial::planned).toList(), System::nanoTime);
    LiveBoard board = Boards.over(tap, System::nanoTime);
    Ledger ledger = Ledger.create("questdb");
    List<TrialResult> results = new ArrayList<>();
    try (Progress progress = Progress.open(board, mode)) {
      List<ToyTrial> running = new ArrayList<>();
      int next = 0;
      while (results.size() < count) {
        while (running.size() < 3 && next < count) {
          ToyTrial trial = trials.get(next++);
          running.add(trial);
          see(tap, progress, trial.started());
        }
        for (ToyTrial trial : List.copyOf(running)) {
          see(tap, progress, trial.block());
          if (trial.over()) {
            TrialEvent end = trial.ended();
            ledger.produced(end);
            ledger.stored(RowCounts.of(end));
            see(tap, progress, end);
            results.add(trial.result());
            running.remove(trial);
            if (results.size() == count / 2) {
              progress.say("warning: the store was unreachable for 1.2 s; nothing was lost");
            }
          }
        }
        LockSupport.parkNanos(pause);
      }
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    Path directory = Path.of("runs/toy-20260101-000000");
    RunSummary summary =
        new RunSummary(
            "toy",
            results,
            count,
            ledger.balance(),
            directory,
            "embedded QuestDB in runs/toy-20260101-000000/db",
            wall);
    summary.lines(Capability.of(System.out)).forEach(System.out::println);
    List<Map<String, String>> rows = new ArrayList<>();
    for (TrialResult result : results) {
      Map<String, String> row = new HashMap<>();
      TrialColumn.all().forEach(column -> row.put(column.name(), column.text().apply(result)));
      rows.add(row);
    }
    List<String> columns = TrialColumn.all().stream().map(TrialColumn::name).toList();
    TrialTable.of(columns, rows)
        .filter("c>3")
        .sort("-loss_max")
        .lines(100, Capability.of(System.out))
        .forEach(System.out::println);
  }

  private static void see(SweepTap tap, Progress progress, Emission emission) {
    tap.accept(emission);
    progress.accept(emission);
  }
}
