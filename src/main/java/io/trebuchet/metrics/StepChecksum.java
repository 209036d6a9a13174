package io.trebuchet.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checksum over the recorded steps of one trial in their order: whoever can write a database
 * cannot make other rows that have the same one. Equal for equal rows, however they fall into
 * blocks, and for two runs of one config.
 *
 * <p>The rows are cut into sheets of {@link #SHEET}; a sheet also ends where the series changes.
 * With k_0 = SHA-256({@link #FORMAT}) and k_i = SHA-256(k_{i−1}, sheet i), the checksum is the last
 * k in hexadecimal, of which the last sheet may have fewer rows. A sheet is, numbers big-endian and
 * texts after their length of four bytes:
 *
 * <ul>
 *   <li>the sweep's name and the trial's id, control characters as spaces; seed and c, 8 bytes
 *       each, the number of rows in 4, and their steps in 8 each;
 *   <li>for each metric that has a finite number in any of the rows, sorted by column name: the
 *       name, 8 bytes with bit r set if row r has one, and the bits of those numbers.
 * </ul>
 *
 * <p>That is what a store gives back: a number that is not finite is absent, −0 is not 0.
 * Timestamps and the run id are left out; {@code log10_loss} and {@code finite} follow from the
 * rest. Not thread-safe.
 */
public final class StepChecksum {
  /** Rows that are digested together, of which a checkpoint may have to keep all but one. */
  public static final int SHEET = 64;

  private static final String FORMAT = "trebuchet steps 1";
  private static final List<Metric> BY_NAME =
      Metric.all().stream().sorted(Comparator.comparing(Metric::column)).toList();
  private static final byte[][] NAMES =
      BY_NAME.stream().map(metric -> text(metric.column())).toArray(byte[][]::new);
  private static final int LONGEST =
      Arrays.stream(NAMES).mapToInt(name -> name.length).max().orElse(0);

  private final MessageDigest sha256 = sha256();
  private final ByteBuffer bytes = ByteBuffer.allocate(LONGEST + Long.BYTES * (1 + SHEET));
  private final long[] steps = new long[SHEET];
  private final double[] @Nullable [] columns = new double[BY_NAME.size()][];
  private Series series;
  private byte[] head;
  private byte[] chain;
  private long rows;
  private int held;

  private StepChecksum(Series series, byte[] chain, long rows) {
    this.series = series;
    this.head = head(series);
    this.chain = chain;
    this.rows = rows;
  }

  /** That of no rows yet. */
  public static StepChecksum create(Series series) {
    byte[] start = sha256().digest(FORMAT.getBytes(StandardCharsets.US_ASCII));
    return new StepChecksum(series, start, 0);
  }

  /**
   * A checksum in the middle of a trial, to go on from.
   *
   * @param rows how many there were
   * @param chain k of the last whole sheet
   * @param held the rows after it
   */
  public record State(long rows, String chain, MetricBlock held) {}

  /** A checksum that goes on from a state. */
  public static StepChecksum of(State state) {
    MetricBlock held = state.held();
    StepChecksum checksum =
        new StepChecksum(
            held.series(), HexFormat.of().parseHex(state.chain()), state.rows() - held.rows());
    checksum.add(held);
    return checksum;
  }

  /** All that a checksum of the same trial needs to go on. */
  public State state() {
    List<Metric> used = new ArrayList<>();
    for (Metric metric : Metric.all()) {
      if (columns[metric.index()] != null) {
        used.add(metric);
      }
    }
    MetricBlock.Builder block = MetricBlock.Builder.create(series, held, used);
    for (int row = 0; row < held; row++) {
      block.row(steps[row], 0);
      for (Metric metric : used) {
        double[] column = columns[metric.index()];
        block.set(metric, column == null ? Double.NaN : column[row]);
      }
    }
    return new State(rows, HexFormat.of().formatHex(chain), block.build());
  }

  /** Takes further rows. */
  public void add(MetricBlock block) {
    if (block.rows() > 0 && !block.series().equals(series)) {
      endSheet();
      series = block.series();
      head = head(series);
    }
    for (int from = 0; from < block.rows(); ) {
      int count = Math.min(SHEET - held, block.rows() - from);
      hold(block, from, count);
      from += count;
      if (held == SHEET) {
        endSheet();
      }
    }
  }

  private void hold(MetricBlock block, int from, int count) {
    for (int row = 0; row < count; row++) {
      steps[held + row] = block.step(from + row);
    }
    for (int i = 0; i < columns.length; i++) {
      double[] values = block.column(i);
      double[] column = columns[i];
      if (values != null) {
        if (column == null) {
          column = new double[SHEET];
          Arrays.fill(column, Double.NaN);
          columns[i] = column;
        }
        System.arraycopy(values, from, column, held, count);
      } else if (column != null) {
        Arrays.fill(column, held, held + count, Double.NaN);
      }
    }
    held += count;
    rows += count;
  }

  private void endSheet() {
    if (held > 0) {
      chain = next();
      held = 0;
    }
  }

  /** The rows so far. */
  public TrialSteps steps() {
    return new TrialSteps(rows, HexFormat.of().formatHex(held == 0 ? chain : next()));
  }

  private byte[] next() {
    sha256.update(chain);
    sha256.update(head);
    bytes.putInt(held);
    for (int row = 0; row < held; row++) {
      bytes.putLong(steps[row]);
    }
    flush();
    for (int i = 0; i < NAMES.length; i++) {
      double[] values = columns[BY_NAME.get(i).index()];
      if (values != null) {
        digest(NAMES[i], values);
      }
    }
    return sha256.digest();
  }

  private void digest(byte[] name, double[] values) {
    bytes.put(name);
    int maskAt = bytes.position();
    bytes.putLong(0);
    long mask = 0;
    for (int row = 0; row < held; row++) {
      double value = values[row];
      if (Double.isFinite(value)) {
        mask |= 1L << row;
        bytes.putLong(Double.doubleToRawLongBits(value));
      }
    }
    if (mask == 0) {
      bytes.clear();
      return;
    }
    bytes.putLong(maskAt, mask);
    flush();
  }

  private void flush() {
    sha256.update(bytes.array(), 0, bytes.position());
    bytes.clear();
  }

  private static byte[] head(Series series) {
    byte[] name = text(series.name());
    byte[] trial = text(series.trial());
    double c = Double.isFinite(series.c()) ? series.c() : Double.NaN;
    return ByteBuffer.allocate(name.length + trial.length + 2 * Long.BYTES)
        .put(name)
        .put(trial)
        .putLong(series.seed())
        .putLong(Double.doubleToLongBits(c))
        .array();
  }

  private static byte[] text(String text) {
    // Stores have no control characters in names: a space stands for each.
    byte[] utf8 = text.replaceAll("[\\x00-\\x1f]", " ").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
