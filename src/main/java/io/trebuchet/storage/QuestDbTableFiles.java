package io.trebuchet.storage;

import io.questdb.cairo.ColumnType;
import io.questdb.cairo.ColumnVersionReader;
import io.questdb.cairo.TableUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The small files of a database, which say where everything else is. The engine believes them: a
 * damaged one has it wait for ever or ends the process, so they are looked at before it is.
 */
final class QuestDbTableFiles {
  private static final int HEADER = 64;
  private static final int MOST_COLUMNS = 1 << 16;
  private static final int LONGEST_NAME = 1 << 10;
  private static final int MOST_NAMES = 64 << 20;
  private static final int LOG_HEADER = 76;
  private static final int LOG_RECORD = 28;

  private QuestDbTableFiles() {}

  /**
   * Looks at those of a database that nobody has open.
   *
   * @throws StoreException if one is damaged, with its name
   */
  static void check(Path db) throws StoreException {
    if (!Files.isDirectory(db)) {
      return;
    }
    try {
      String registered = "";
      for (Path names : registries(db)) {
        check(names, file -> file.at(0, Long.BYTES) && within(file, 0, file.longAt(0)));
        registered += text(names);
      }
      for (Path table : ForcedState.folders(db)) {
        // One that is not there yet, since its process was killed, is of no interest to the engine.
        if (registered.contains(String.valueOf(table.getFileName()))) {
          checkTable(table);
        }
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException("cannot look at the database " + db + ": " + e.getMessage(), e);
    }
  }

  private static void checkTable(Path table) throws IOException, StoreException {
    check(table.resolve("_meta"), QuestDbTableFiles::isMeta);
    check(table.resolve("_txn"), QuestDbTableFiles::isTransaction);
    check(table.resolve("_cv"), QuestDbTableFiles::isColumnVersions);
    check(table.resolve("_name"), QuestDbTableFiles::isName);
    check(table.resolve("txn_seq").resolve("_meta"), QuestDbTableFiles::isSequencerMeta);
    check(table.resolve("txn_seq").resolve("_txnlog"), QuestDbTableFiles::isLog);
  }

  private static boolean isMeta(Bytes file) {
    if (!file.at(0, HEADER)) {
      return false;
    }
    int columns = file.intAt(TableUtils.META_OFFSET_COUNT);
    int version = file.intAt(TableUtils.META_OFFSET_VERSION);
    int timestamp = file.intAt(TableUtils.META_OFFSET_TIMESTAMP_INDEX);
    return isCount(columns)
        && version > 0
        && version <= ColumnType.MIGRATION_VERSION
        && timestamp >= -1
        && timestamp < columns
        && within(
            file, TableUtils.META_OFFSET_COLUMN_TYPES, columns * TableUtils.META_COLUMN_DATA_SIZE);
  }

  private static boolean isTransaction(Bytes file) {
    if (!file.at(0, HEADER)) {
      return false;
    }
    boolean first = (file.longAt(TableUtils.TX_BASE_OFFSET_VERSION_64) & 1) == 0;
    long at = first ? TableUtils.TX_BASE_OFFSET_A_32 : TableUtils.TX_BASE_OFFSET_B_32;
    int offset = file.intAt(at);
    int symbols = file.intAt(at + Integer.BYTES);
    int partitions = file.intAt(at + 2L * Integer.BYTES);
    // All zeros is a table that has had no transaction.
    return (file.longAt(0) == 0 && offset == 0)
        || (offset >= HEADER
            && symbols >= 0
            && partitions >= 0
            && within(
                file, offset, (long) TableUtils.TX_RECORD_HEADER_SIZE + symbols + partitions));
  }

  private static boolean isColumnVersions(Bytes file) {
    if (!file.at(0, HEADER)) {
      return false;
    }
    boolean first = (file.longAt(ColumnVersionReader.OFFSET_VERSION_64) & 1) == 0;
    long offset =
        file.longAt(
            first
                ? ColumnVersionReader.OFFSET_OFFSET_A_64
                : ColumnVersionReader.OFFSET_OFFSET_B_64);
    long size =
        file.longAt(
            first ? ColumnVersionReader.OFFSET_SIZE_A_64 : ColumnVersionReader.OFFSET_SIZE_B_64);
    return size % Integer.BYTES == 0 && within(file, offset, size);
  }

  private static boolean isName(Bytes file) {
    if (!file.at(0, Integer.BYTES)) {
      return false;
    }
    int length = file.intAt(0);
    return length > 0 && length < LONGEST_NAME && within(file, Integer.BYTES, 2L * length);
  }

  private static boolean isSequencerMeta(Bytes file) {
    return file.at(0, HEADER)
        && isCount(file.intAt(2L * Long.BYTES))
        && within(file, 0, file.intAt(0));
  }

  private static boolean isLog(Bytes file) {
    if (!file.at(0, LOG_HEADER)) {
      return false;
    }
    long newest = file.longAt(Integer.BYTES);
    return switch (file.intAt(0)) {
      case 0 -> newest >= 0 && newest <= (file.size() - LOG_HEADER) / LOG_RECORD;
      case 1 -> newest >= 0;
      default -> false;
    };
  }

  private static boolean isCount(int columns) {
    return columns > 0 && columns <= MOST_COLUMNS;
  }

  private static boolean within(Bytes file, long from, long length) {
    return from >= 0 && length >= 0 && from <= file.size() && length <= file.size() - from;
  }

  private static List<Path> registries(Path db) throws IOException {
    try (var files = Files.list(db)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> String.valueOf(file.getFileName()).matches("tables\\.d\\.\\d+"))
          .toList();
    }
  }

  /** Names are aligned to two bytes nowhere. */
  private static String text(Path names) throws IOException {
    byte[] bytes = PrivateFiles.bytes(names, MOST_NAMES);
    return new String(bytes, StandardCharsets.UTF_16LE)
        + new String(bytes, 1, Math.max(0, bytes.length - 1), StandardCharsets.UTF_16LE);
  }

  /** What tells a file that can be used. */
  @FunctionalInterface
  private interface Shape {
    boolean fits(Bytes file);
  }

  /** The head of a file, and how long all of it is. */
  private record Bytes(ByteBuffer head, long size) {
    boolean at(long from, int length) {
      return from + length <= head.limit();
    }

    int intAt(long at) {
      return head.getInt((int) at);
    }

    long longAt(long at) {
      return head.getLong((int) at);
    }
  }

  private static void check(Path file, Shape shape) throws IOException, StoreException {
    if (!Files.isRegularFile(file)) {
      // As of a table that was dropped; the engine says so itself if it needs it.
      return;
    }
    try (FileChannel channel = PrivateFiles.read(file)) {
      ByteBuffer head = ByteBuffer.allocate(2 * HEADER).order(ByteOrder.LITTLE_ENDIAN);
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      if (!shape.fits(new Bytes(head.flip(), channel.size()))) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "%s is damaged, and the database cannot be opened without it: take the database"
                    + " from a copy, or move it away and have the run computed again (trebuchet"
                    + " resume --recompute)",
                file),
            null);
      }
    }
  }
}
