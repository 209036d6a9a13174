package example;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Appends rows as lines of fields with tabs between them; the last field says that it is whole. */
final class LinesStore implements MetricStore {
  static final String END = "\t.";

  private final FileChannel file;

  private LinesStore(FileChannel file) {
    this.file = file;
  }

  static LinesStore open(Path path) throws StoreException {
    try {
      FileChannel file =
          PrivateFiles.openOrCreate(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      // A process that was killed may have left the beginning of a line.
      ByteBuffer last = ByteBuffer.allocate(1);
      while (file.size() > 0
          && file.read(last.clear(), file.size() - 1) == 1
          && last.get(0) != '\n') {
        file.truncate(file.size() - 1);
      }
      return new LinesStore(file);
    } catch (IOException e) {
      throw new StoreException("cannot write " + path + ": " + e, e);
    }
  }

  @Override
  public String kind() {
    return "lines";
  }

  @Override
  public Batch encode(List<Emission> emissions) {
    StringBuilder out = new StringBuilder();
    for (Emission emission : emissions) {
      switch (emission) {
        case MetricBlock block -> steps(out, block);
        case TrialEvent event ->
            out.append("trial\t")
                .append(event.series().trial())
                .append('\t')
                .append(event.state().word())
                .append('\t')
                .append(event.toString().replaceAll("\\s", " "))
                .append(END + "\n");
        case EngineSample sample -> out.append("engine\t").append(sample).append(END + "\n");
      }
    }
    return Batch.of(out.toString(), emissions);
  }

  private static void steps(StringBuilder out, MetricBlock block) {
    Series series = block.series();
    for (int row = 0; row < block.rows(); row++) {
      out.append("step\t").append(series.trial()).append('\t').append(block.timestamp(row));
      out.append('\t').append(series.sweep()).append('\t').append(series.name());
      out.append('\t').append(series.seed()).append('\t').append(series.c());
      out.append('\t').append(block.step(row));
      for (Metric metric : Metric.all()) {
        double value = block.value(metric, row);
        if (Double.isFinite(value)) {
          out.append('\t').append(metric.column()).append('=').append(value);
        }
      }
      out.append(END + "\n");
    }
  }

  /** A batch is there whole or not at all, so that it can be written again. */
  @Override
  public void write(Batch batch) throws StoreException {
    try {
      long end = file.size();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(batch.text().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes, end + bytes.position());
        }
      } catch (IOException e) {
        file.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException("cannot write the lines: " + e, e);
    }
  }

  @Override
  public boolean needsForcing() {
    return true;
  }

  @Override
  public void force() throws StoreException {
    try {
      file.force(false);
    } catch (IOException e) {
      throw new StoreException("cannot force the lines to the disk: " + e, e);
    }
  }

  @Override
  public void close() throws StoreException {
    try {
      file.close();
    } catch (IOException e) {
      throw new StoreException("cannot close the lines: " + e, e);
    }
  }
}
