package io.trebuchet.bench;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.EmbeddedQuestDb;
import io.trebuchet.storage.InfluxStore;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.PortChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Rows per second into an embedded QuestDB: our path, its limit, and what a user would write. */
public final class StreamThroughput {
  private static final int TRIALS = 8;
  private static final int BATCH_BLOCKS = 10;
  private static final long TIMESTAMP = 1_767_268_800_000_000_000L;

  private final Path folder;
  private final long rows;
  private final Consumer<String> out;
  private int databases;

  private StreamThroughput(Path folder, long rows, Consumer<String> out) {
    this.folder = folder;
    this.rows = rows;
    this.out = out;
  }

  /** A measurement with databases in a folder. */
  public static StreamThroughput create(Path folder, long rows, Consumer<String> out) {
    return new StreamThroughput(folder, rows, out);
  }

  /** The three in turn, several times; the first round warms up. */
  public void run(int rounds) throws IOException {
    List<Double> path = new ArrayList<>();
    List<Double> limit = new ArrayList<>();
    List<Double> points = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      limit.add(measure(this::prepared));
      path.add(measure(this::path));
      points.add(measure(this::points));
      out.accept(
          (round == 0 ? "warm-up" : "round " + round)
              + String.format(
                  Locale.ROOT,
                  ": path %,.0f, prepared batches %,.0f, Point objects %,.0f rows/s",
                  path.getLast(),
                  limit.getLast(),
                  points.getLast()));
    }
    double ours = SampleMedian.of(path.subList(1, path.size()));
    double most = SampleMedian.of(limit.subList(1, limit.size()));
    double least = SampleMedian.of(points.subList(1, points.size()));
    out.accept(
        String.format(
            Locale.ROOT,
            "median: path %,.0f rows/s = %.2f of prepared batches, %.2f times Point objects",
            ours,
            ours / most,
            ours / least));
  }

  /** Writes all blocks to a database and returns once it has acknowledged them. */
  private interface Way {
    double seconds(EmbeddedQuestDb database, List<MetricBlock> blocks) throws IOException;
  }

  private double measure(Way way) throws IOException {
    List<MetricBlock> blocks = SyntheticBlocks.prepared("bench", rows, TRIALS, TIMESTAMP);
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database =
        EmbeddedQuestDb.start(folder.resolve("db" + databases++), any, any)) {
      double seconds = way.seconds(database, blocks);
      return (double) blocks.size() * SyntheticBlocks.ROWS / seconds;
    }
  }

  private double path(EmbeddedQuestDb database, List<MetricBlock> blocks) throws IOException {
    try (MetricStore store = InfluxStore.embedded(database);
        StreamFixture stream = StreamFixture.start(store, Ledger.create("questdb"), TRIALS)) {
      long began = System.nanoTime();
      stream.offerAll(blocks);
      stream.drain();
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private double prepared(EmbeddedQuestDb database, List<MetricBlock> blocks) throws IOException {
    try (MetricStore store = InfluxStore.embedded(database)) {
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < blocks.size(); i += BATCH_BLOCKS) {
        List<Emission> some =
            List.copyOf(blocks.subList(i, Math.min(blocks.size(), i + BATCH_BLOCKS)));
        batches.add(store.encode(some));
      }
      long began = System.nanoTime();
      for (Batch batch : batches) {
        store.write(batch);
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private double points(EmbeddedQuestDb database, List<MetricBlock> blocks) {
    try (InfluxDBClient client = InfluxStore.client(database.settings())) {
      var writes = client.getWriteApiBlocking();
      long began = System.nanoTime();
      List<Point> points = new ArrayList<>();
      for (MetricBlock block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          points.add(point(block, row));
        }
        if (points.size() >= BATCH_BLOCKS * SyntheticBlocks.ROWS) {
          writes.writePoints(points);
          points.clear();
        }
      }
      writes.writePoints(points);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static Point point(MetricBlock block, int row) {
    Point point =
        Point.measurement("step")
            .addTag("sweep", block.series().sweep())
            .addTag("trial", block.series().trial())
            .addField("name", block.series().name())
            .addField("seed", block.series().seed())
            .addField("c", block.series().c())
            .addField("step", block.step(row));
    for (Metric metric : Metric.always()) {
      double value = block.value(metric, row);
      if (Double.isFinite(value)) {
        point.addField(metric.column(), value);
      }
    }
    return point
        .addField("log10_loss", Math.log10(block.value(Metric.LOSS, row)))
        .addField("finite", block.finite(row))
        .time(block.timestamp(row), WritePrecision.NS);
  }
}
