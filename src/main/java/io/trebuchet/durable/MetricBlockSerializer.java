package io.trebuchet.durable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Steps, timestamps and those columns that hold a number, under their names. */
final class MetricBlockSerializer extends ImmutableSerializer<MetricBlock> {
  @Override
  public void write(Kryo kryo, Output output, MetricBlock block) {
    kryo.writeObject(output, block.series());
    int rows = block.rows();
    output.writeVarInt(rows, true);
    for (int row = 0; row < rows; row++) {
      output.writeLong(block.step(row));
      output.writeLong(block.timestamp(row));
    }
    List<Metric> used =
        Metric.all().stream()
            .filter(
                metric ->
                    IntStream.range(0, rows)
                        .anyMatch(row -> !Double.isNaN(block.value(metric, row))))
            .toList();
    output.writeVarInt(used.size(), true);
    for (Metric metric : used) {
      WireFields.writeText(output, metric.column());
      WireFields.writeDoubles(
          output, IntStream.range(0, rows).mapToDouble(row -> block.value(metric, row)).toArray());
    }
  }

  @Override
  public MetricBlock read(Kryo kryo, Input input, Class<? extends MetricBlock> type) {
    Series series = kryo.readObject(input, Series.class);
    int rows = WireFields.length(input, 16);
    long[] steps = new long[rows];
    long[] timestamps = new long[rows];
    for (int row = 0; row < rows; row++) {
      steps[row] = input.readLong();
      timestamps[row] = input.readLong();
    }
    Map<Metric, double[]> columns = new LinkedHashMap<>();
    int count = WireFields.length(input, 2);
    for (int i = 0; i < count; i++) {
      Metric metric = metric(WireFields.readText(input));
      double[] values = WireFields.readDoubles(input);
      if (values.length != rows) {
        throw new KryoException("a column of " + values.length + " rows");
      }
      columns.put(metric, values);
    }
    MetricBlock.Builder block =
        MetricBlock.Builder.create(series, rows, List.copyOf(columns.keySet()));
    for (int i = 0; i < rows; i++) {
      int row = i;
      block.row(steps[row], timestamps[row]);
      columns.forEach((metric, values) -> block.set(metric, values[row]));
    }
    return block.build();
  }

  private static Metric metric(String column) {
    return Metric.named(column).orElseThrow(() -> new KryoException("no metric " + column));
  }
}
