package io.trebuchet.storage;

import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a spool: a magic number, then records of a batch each. A record has a head with the
 * text's length, numbers of rows, its own number among all records, and a checksum of the head;
 * then a checksum of the text and the text.
 */
final class SpoolSegment implements AutoCloseable {
  static final int MAGIC_BYTES = Long.BYTES;
  private static final long MAGIC = 0x5452_4542_5350_3032L; // "TREBSP02"
  private static final int NUMBER_AT = 4 * Integer.BYTES;
  private static final int HEAD_CHECKSUM_AT = NUMBER_AT + Long.BYTES;
  private static final int TEXT_CHECKSUM_AT = HEAD_CHECKSUM_AT + Integer.BYTES;
  private static final int HEAD_BYTES = TEXT_CHECKSUM_AT + Integer.BYTES;

  /** More than any batch has, however large its blocks are. */
  private static final int MOST_TEXT_BYTES = 256 << 20;

  private final Path file;
  private final long index;
  private final FileChannel channel;
  private long size;
  private @Nullable String damage;

  private SpoolSegment(Path file, long index, FileChannel channel, long size) {
    this.file = file;
    this.index = index;
    this.channel = channel;
    this.size = size;
  }

  /** A record, its number, and where the next one begins. */
  record Entry(Batch batch, long number, long next) {}

  static SpoolSegment create(Path directory, long index) throws IOException {
    Path file = file(directory, index);
    FileChannel channel =
        PrivateFiles.create(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    SpoolSegment segment = new SpoolSegment(file, index, channel, 0);
    try {
      segment.append(ByteBuffer.allocate(MAGIC_BYTES).putLong(MAGIC).flip());
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
    return segment;
  }

  /**
   * Opens a file left by another process. What is behind damage is given up, and kept under another
   * name: a spool is no dead end, for what is lost can be computed again.
   *
   * @param last whether it was being written, so that its last record may be cut short
   */
  static SpoolSegment open(Path directory, long index, boolean last) throws IOException {
    Path file = file(directory, index);
    FileChannel channel =
        PrivateFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    SpoolSegment segment = new SpoolSegment(file, index, channel, channel.size());
    try {
      segment.check(last);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return segment;
  }

  private static Path file(Path directory, long index) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.spool", index));
  }

  private void check(boolean last) throws IOException {
    long at = MAGIC_BYTES;
    try {
      ByteBuffer magic = ByteBuffer.allocate(MAGIC_BYTES);
      if (!fill(magic, 0) || magic.getLong(0) != MAGIC) {
        if (size >= MAGIC_BYTES || !last) {
          throw damaged(0);
        }
        beginAnew();
        return;
      }
      while (at < size) {
        Entry entry = read(at, last);
        if (entry == null) {
          // A process was killed within this record: its rows were never counted as spooled.
          channel.truncate(at);
          size = at;
          return;
        }
        at = entry.next();
      }
    } catch (DamagedException e) {
      giveUp(e.at);
    }
  }

  private void beginAnew() throws IOException {
    channel.truncate(0);
    size = 0;
    append(ByteBuffer.allocate(MAGIC_BYTES).putLong(MAGIC).flip());
  }

  private void giveUp(long at) throws IOException {
    Path kept = file.resolveSibling(file.getFileName() + ".damaged");
    Files.deleteIfExists(kept);
    try (OutputStream out = PrivateFiles.append(kept)) {
      PrivateFiles.copy(file, out);
    }
    damage =
        String.format(
            Locale.ROOT,
            "the spool file %s is damaged at byte %d of %d: what is behind that is lost (all of the"
                + " file is kept as %s); trebuchet resume computes again what is missing",
            file,
            at,
            size,
            kept.getFileName());
    if (at < MAGIC_BYTES) {
      beginAnew();
    } else {
      channel.truncate(at);
      size = at;
    }
  }

  /** Whether a record begins at a position, or the file ends there. */
  boolean begins(long position) throws IOException {
    long at = MAGIC_BYTES;
    while (at < position && at < size) {
      at = read(at).next();
    }
    return at == position;
  }

  /** What of it was lost, in words; null if nothing was. */
  @Nullable String damage() {
    return damage;
  }

  /** Whether its file is in a folder. */
  boolean liesIn(Path folder) {
    return folder.equals(file.getParent());
  }

  /** Its number among the files of the spool. */
  long index() {
    return index;
  }

  long size() {
    return size;
  }

  /** How many bytes a batch takes. */
  static long bytes(byte[] text) {
    return HEAD_BYTES + (long) text.length;
  }

  /** Appends a batch as a whole, or leaves the file as it was. */
  void add(byte[] text, RowCounts rows, long number) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(HEAD_BYTES + text.length);
    record.putInt(text.length);
    record.putInt(Math.toIntExact(rows.steps()));
    record.putInt(Math.toIntExact(rows.events()));
    record.putInt(Math.toIntExact(rows.samples()));
    record.putLong(number);
    record.putInt(checksum(record.array(), HEAD_CHECKSUM_AT));
    record.putInt(checksum(text, text.length));
    record.put(text).flip();
    append(record);
  }

  private void append(ByteBuffer bytes) throws IOException {
    long before = size;
    try {
      while (bytes.hasRemaining()) {
        size += channel.write(bytes, size);
      }
    } catch (IOException e) {
      channel.truncate(before);
      size = before;
      throw e;
    }
  }

  /** The record at a position. */
  Entry read(long at) throws IOException {
    Entry entry = read(at, false);
    if (entry == null) {
      throw damaged(at);
    }
    return entry;
  }

  /** The same; null if the file ends within it and {@code mayEnd}. */
  private @Nullable Entry read(long at, boolean mayEnd) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    if (!fill(head, at)) {
      return ended(at, mayEnd);
    }
    // A head is true before its length is believed, so only a real end counts as one.
    if (checksum(head.array(), HEAD_CHECKSUM_AT) != head.getInt(HEAD_CHECKSUM_AT)) {
      throw damaged(at);
    }
    int length = head.getInt(0);
    // Whoever can write the checksum can write any number.
    if (length < 0
        || length > MOST_TEXT_BYTES
        || head.getInt(4) < 0
        || head.getInt(8) < 0
        || head.getInt(12) < 0) {
      throw damaged(at);
    }
    if (at + HEAD_BYTES + length > size) {
      return ended(at, mayEnd);
    }
    ByteBuffer text = ByteBuffer.allocate(length);
    fill(text, at + HEAD_BYTES);
    if (checksum(text.array(), length) != head.getInt(TEXT_CHECKSUM_AT)) {
      throw damaged(at);
    }
    RowCounts rows = new RowCounts(head.getInt(4), head.getInt(8), head.getInt(12));
    return new Entry(
        new Batch(new String(text.array(), StandardCharsets.UTF_8), rows),
        head.getLong(NUMBER_AT),
        at + HEAD_BYTES + length);
  }

  private @Nullable Entry ended(long at, boolean mayEnd) throws IOException {
    if (mayEnd) {
      return null;
    }
    throw damaged(at);
  }

  private DamagedException damaged(long at) {
    return new DamagedException(file, at);
  }

  /** What is at a place of a file is not what was written there. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long at;

    private DamagedException(Path file, long at) {
      super(
          String.format(
              Locale.ROOT,
              "the spool file %s is damaged at byte %d: trebuchet resume goes on without what is"
                  + " behind that, and computes it again",
              file,
              at));
      this.at = at;
    }
  }

  private boolean fill(ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  void force() throws IOException {
    channel.force(true);
  }

  void delete() throws IOException {
    channel.close();
    Files.delete(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
