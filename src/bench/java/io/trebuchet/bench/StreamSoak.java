package io.trebuchet.bench;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.NoStore;
import io.trebuchet.storage.PortChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Many rows through the stream: whether heap, memory off it or open files grow. */
public final class StreamSoak {
  private static final int TRIALS = 8;
  private static final int LOOKS = 10;
  private static final long TIMESTAMP = 1_767_268_800_000_000_000L;

  private StreamSoak() {}

  /** Rows to a store that keeps nothing. */
  public static void toNone(long rows, Consumer<String> out) throws IOException {
    try (MetricStore store = NoStore.create()) {
      run("none", store, rows, out);
    }
  }

  /** Rows to an embedded QuestDB in a folder. */
  public static void toQuestDb(Path folder, long rows, Consumer<String> out) throws IOException {
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(folder.resolve("soak"), any, any);
        MetricStore store = InfluxStore.embedded(database)) {
      run("questdb", store, rows, out);
    }
  }

  private static void run(String name, MetricStore store, long rows, Consumer<String> out)
      throws IOException {
    Ledger ledger = Ledger.create(name);
    List<ProcessFigures> looks = new ArrayList<>();
    long began = System.nanoTime();
    try (StreamFixture stream = StreamFixture.start(store, ledger, TRIALS)) {
      List<SyntheticBlocks> trials = new ArrayList<>();
      for (int i = 1; i <= TRIALS; i++) {
        trials.add(SyntheticBlocks.create("soak", i, TIMESTAMP));
      }
      long made = 0;
      for (int look = 1; look <= LOOKS; look++) {
        for (int turn = 0; made < rows * look / LOOKS; turn++) {
          stream.offer(trials.get(turn % TRIALS).next());
          made += SyntheticBlocks.ROWS;
        }
        looks.add(ProcessFigures.now());
        out.accept(
            String.format(
                Locale.ROOT,
                "%s: %,d rows, %,.0f rows/s, %s",
                name,
                made,
                made / ((System.nanoTime() - began) / 1e9),
                looks.getLast().text()));
      }
      stream.drain();
    }
    // What fills up once, such as caches, has done so after some tenths.
    ProcessFigures early = looks.get(2);
    ProcessFigures late = looks.getLast();
    out.accept(
        String.format(
            Locale.ROOT,
            "%s: since the third tenth heap %+d MiB, resident %+d MiB, open files %+d; ledger %s",
            name,
            (late.heapBytes() - early.heapBytes()) >> 20,
            (late.residentBytes() - early.residentBytes()) >> 20,
            late.openFiles() - early.openFiles(),
            ledger.balance().balances() ? "balances" : "DOES NOT BALANCE"));
  }
}
