package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class StepChecksumTest {
  private static final Series SERIES = new Series("run", "test ζ", "s1-c3", -1, 3.1);

  /** A row as numbers by metric, NaN where there is none. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(Series series, long step, double[] values) {
    Row with(Metric metric, double value) {
      double[] changed = values.clone();
      changed[metric.index()] = value;
      return new Row(series, step, changed);
    }

    Row at(long other) {
      return new Row(series, other, values);
    }

    Row of(Series other) {
      return new Row(other, step, values);
    }
  }

  private static List<Row> rows(int seed, int size) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      double[] values = new double[Metric.all().size()];
      for (int m = 0; m < values.length; m++) {
        // Some columns now and then, one always, one never.
        boolean has = m == 0 || (m != 5 && random.nextInt(values.length) > m);
        values[m] = has ? random.nextGaussian() : Double.NaN;
      }
      rows.add(new Row(SERIES, i, values));
    }
    return rows;
  }

  private static MetricBlock block(List<Row> rows) {
    MetricBlock.Builder block =
        MetricBlock.Builder.create(
            rows.isEmpty() ? SERIES : rows.getFirst().series(), rows.size(), Metric.all());
    for (Row row : rows) {
      block.row(row.step(), 1000 + row.step());
      for (Metric metric : Metric.all()) {
        block.set(metric, row.values()[metric.index()]);
      }
    }
    return block.build();
  }

  private static TrialSteps of(List<Row> rows) {
    StepChecksum checksum = StepChecksum.create(SERIES);
    for (Row row : rows) {
      checksum.add(block(List.of(row)));
    }
    return checksum.steps();
  }

  /** Wherever blocks end, and wherever somebody goes on from a state. */
  @Property(tries = 100)
  void doesNotDependOnBlocksOrStates(
      @ForAll int seed,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 150) Integer> lengths) {
    List<Row> rows = rows(seed, lengths.stream().mapToInt(x -> x).sum());
    StepChecksum checksum = StepChecksum.create(SERIES);
    int from = 0;
    for (int length : lengths) {
      checksum.add(block(rows.subList(from, from + length)));
      from += length;
      assertThat(checksum.steps()).isEqualTo(of(rows.subList(0, from)));
      checksum = StepChecksum.of(checksum.state());
    }
    assertThat(checksum.steps()).isEqualTo(of(rows));
    assertThat(checksum.steps().rows()).isEqualTo(rows.size());
  }

  @Property(tries = 200)
  void everyChangeChangesIt(
      @ForAll int seed,
      @ForAll @IntRange(min = 2, max = 200) int size,
      @ForAll @IntRange(min = 0, max = 199) int somewhere,
      @ForAll @IntRange(min = 0, max = 21) int column) {
    List<Row> rows = rows(seed, size);
    int at = somewhere % size;
    int other = (at + 1) % size;
    Row row = rows.get(at);
    Metric metric = Metric.all().get(column);
    double value = row.values()[column];
    List<List<Row>> forged = new ArrayList<>();
    forged.add(changed(rows, at, row.with(metric, Double.isNaN(value) ? 0 : Math.nextUp(value))));
    forged.add(changed(rows, at, row.at(row.step() + 1)));
    forged.add(changed(rows, at, row.of(new Series("run", "test ζ", "s1-c3", -1, 3.2))));
    forged.add(changed(rows, at, row.of(new Series("run", "test ζ", "s1-c3", 1, 3.1))));
    forged.add(changed(rows, at, row.of(new Series("run", "test", "s1-c3", -1, 3.1))));
    if (!Double.isNaN(value)) {
      forged.add(changed(rows, at, row.with(metric, Double.NaN)));
    }
    double neighbour = row.values()[(column + 1) % row.values().length];
    if (Double.compare(value, neighbour) != 0) {
      Metric next = Metric.all().get((column + 1) % row.values().length);
      forged.add(changed(rows, at, row.with(metric, neighbour).with(next, value)));
      forged.add(
          rows.stream()
              .map(
                  each ->
                      each.with(metric, each.values()[next.index()])
                          .with(next, each.values()[metric.index()]))
              .toList());
    }
    List<Row> swapped = new ArrayList<>(rows);
    Collections.swap(swapped, at, other);
    forged.add(swapped);
    List<Row> twice = new ArrayList<>(rows);
    twice.add(at, row);
    forged.add(twice);
    List<Row> missing = new ArrayList<>(rows);
    missing.remove(at);
    forged.add(missing);
    String honest = of(rows).checksum();
    for (List<Row> each : forged) {
      assertThat(of(each).checksum()).isNotEqualTo(honest);
    }
  }

  private static List<Row> changed(List<Row> rows, int at, Row row) {
    List<Row> changed = new ArrayList<>(rows);
    changed.set(at, row);
    return changed;
  }

  @Example
  void whatIsNotFiniteIsAbsentAndZerosHaveSigns() {
    List<Row> rows = rows(1, 70);
    Row row = rows.get(3);
    String absent = of(changed(rows, 3, row.with(Metric.LOSS, Double.NaN))).checksum();
    for (double value :
        new double[] {
          Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.longBitsToDouble(~0L)
        }) {
      assertThat(of(changed(rows, 3, row.with(Metric.LOSS, value))).checksum()).isEqualTo(absent);
    }
    assertThat(of(changed(rows, 3, row.with(Metric.LOSS, 0.0))).checksum())
        .isNotEqualTo(of(changed(rows, 3, row.with(Metric.LOSS, -0.0))).checksum())
        .isNotEqualTo(absent);
  }

  @Example
  void anotherRunOfTheSameConfigHasTheSame() {
    List<Row> rows = rows(1, 70);
    Series again = new Series("another run", "test ζ", "s1-c3", -1, 3.1);
    assertThat(of(rows.stream().map(row -> row.of(again)).toList())).isEqualTo(of(rows));
  }

  /** What stores make of a name is what counts. */
  @Example
  void controlCharactersOfANameAreSpaces() {
    List<Row> rows = rows(1, 7);
    assertThat(of(named(rows, "a\tb\n"))).isEqualTo(of(named(rows, "a b ")));
    assertThat(of(named(rows, "a b"))).isNotEqualTo(of(named(rows, "ab")));
  }

  private static List<Row> named(List<Row> rows, String name) {
    return rows.stream().map(row -> row.of(new Series("run", name, "s1-c3", -1, 3.1))).toList();
  }

  /** Written once more from its description, the slow way. */
  @Example
  void isWhatItsDescriptionSays() throws Exception {
    List<Row> rows = rows(5, 130);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] k = sha256.digest("trebuchet steps 1".getBytes(StandardCharsets.UTF_8));
    for (int from = 0; from < rows.size(); from += 64) {
      List<Row> sheet = rows.subList(from, Math.min(rows.size(), from + 64));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(k);
      text(out, "test ζ");
      text(out, "s1-c3");
      out.writeLong(-1);
      out.writeDouble(3.1);
      out.writeInt(sheet.size());
      for (Row row : sheet) {
        out.writeLong(row.step());
      }
      List<Metric> byName = new ArrayList<>(Metric.all());
      byName.sort(Comparator.comparing(Metric::column));
      for (Metric metric : byName) {
        long mask = 0;
        for (int i = 0; i < sheet.size(); i++) {
          mask |= Double.isNaN(sheet.get(i).values()[metric.index()]) ? 0 : 1L << i;
        }
        if (mask != 0) {
          text(out, metric.column());
          out.writeLong(mask);
          for (Row row : sheet) {
            if (!Double.isNaN(row.values()[metric.index()])) {
              out.writeDouble(row.values()[metric.index()]);
            }
          }
        }
      }
      k = sha256.digest(bytes.toByteArray());
    }
    assertThat(of(rows)).isEqualTo(new TrialSteps(130, HexFormat.of().formatHex(k)));
  }

  private static void text(DataOutputStream out, String text) throws Exception {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
