package io.trebuchet.storage;

import io.questdb.cairo.ColumnType;
import io.questdb.cairo.PartitionBy;
import io.questdb.cairo.TxReader;
import io.questdb.std.FilesFacadeImpl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The state of a database's tables of which everything is on the disk: their small files, which say
 * which rows of the columns count, as they were then. Columns only grow, or are written anew beside
 * the old ones, so these files bring the state back whatever else a power cut has left.
 *
 * @param boot of the machine, since which nothing but power cuts has lost what was written
 * @param files by their paths below the database; for each table's sequencer the newest transaction
 *     is the one that the table has applied
 */
record ForcedState(String boot, Map<String, Image> files) {
  static final String FILE = "forced";

  private static final int MAGIC = 0x54524644; // "TRFD"
  private static final int MOST_BYTES = 1 << 30;
  private static final String SEQUENCER = "txn_seq";
  private static final String TXN = "_txn";
  private static final String SEQUENCER_LOG = "_txnlog";
  private static final int LOG_NEWEST_AT = Integer.BYTES;
  private static final int LOG_HEADER = 76;
  private static final int LOG_RECORD = 28;

  /** A file; what it has beyond the bytes is zeros. */
  static final class Image {
    private final long size;
    private final byte[] bytes;

    private Image(long size, byte[] whole) {
      int end = (int) Math.min(size, whole.length);
      while (end > 0 && whole[end - 1] == 0) {
        end--;
      }
      this.size = size;
      bytes = Arrays.copyOf(whole, end);
    }

    private boolean sameAs(@Nullable Image other) {
      return other != null && size == other.size && Arrays.equals(bytes, other.bytes);
    }
  }

  /** How far a table has applied its log. */
  record Applied(long transaction, boolean whole) {}

  /** That of a database which has nothing to lose yet. */
  static ForcedState empty(String boot) {
    return new ForcedState(boot, Map.of());
  }

  ForcedState at(String otherBoot) {
    return new ForcedState(otherBoot, files);
  }

  /**
   * What the files say now; nobody may be applying anything meanwhile, but the log may grow.
   *
   * @return empty if the log has a change of a table's columns that is not applied
   */
  static Optional<ForcedState> of(Path db, String boot) throws IOException {
    Map<String, Image> files = new TreeMap<>();
    take(db, "", files);
    for (Path table : folders(db)) {
      String name = table.getFileName() + "/";
      if (!Files.exists(table.resolve(TXN)) || !Files.isDirectory(table.resolve(SEQUENCER))) {
        continue;
      }
      take(table, name, files);
      // Its log comes last: what is in the files before it, it has too.
      take(table.resolve(SEQUENCER), name + SEQUENCER + "/", files);
      if (!endLog(files, name, applied(table).transaction())) {
        return Optional.empty();
      }
    }
    return Optional.of(new ForcedState(boot, files));
  }

  private static boolean endLog(Map<String, Image> files, String table, long transaction) {
    Image log = files.get(table + SEQUENCER + "/" + SEQUENCER_LOG);
    if (log == null) {
      return true;
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(
                Arrays.copyOf(
                    log.bytes, Math.max(log.bytes.length, (int) Math.min(log.size, 1 << 28))))
            .order(ByteOrder.LITTLE_ENDIAN);
    long newest = bytes.getLong(LOG_NEWEST_AT);
    boolean sameColumns = columns(bytes, newest) == columns(bytes, transaction);
    bytes.putLong(LOG_NEWEST_AT, transaction);
    files.put(table + SEQUENCER + "/" + SEQUENCER_LOG, new Image(log.size, bytes.array()));
    return sameColumns;
  }

  /** Which change of the columns was the last one before a transaction. */
  private static long columns(ByteBuffer log, long transaction) {
    long at = LOG_HEADER + (transaction - 1) * LOG_RECORD;
    return transaction <= 0 || at + Long.BYTES > log.capacity() ? 0 : log.getLong((int) at);
  }

  /** How far a table's rows go, and whether all of them have their place. */
  static Applied applied(Path table) {
    try (io.questdb.std.str.Path path = new io.questdb.std.str.Path();
        TxReader reader = new TxReader(FilesFacadeImpl.INSTANCE)) {
      reader.ofRO(
          path.of(table.resolve(TXN).toString()).$(), ColumnType.TIMESTAMP_NANO, PartitionBy.DAY);
      boolean read = reader.unsafeLoadAll();
      return new Applied(
          reader.getSeqTxn(), read && reader.getLagTxnCount() == 0 && reader.getLagRowCount() == 0);
    }
  }

  /** The newest transaction that each table of a database was given, by the table's folder. */
  static Map<String, Long> given(Path db) throws IOException {
    Map<String, Long> given = new TreeMap<>();
    for (Path table : folders(db)) {
      Path log = table.resolve(SEQUENCER).resolve(SEQUENCER_LOG);
      if (Files.exists(log)) {
        try (FileChannel channel = PrivateFiles.read(log)) {
          ByteBuffer head = ByteBuffer.allocate(LOG_HEADER);
          channel.read(head, 0);
          given.put(String.valueOf(table.getFileName()), newest(head.array()));
        }
      }
    }
    return given;
  }

  private static long newest(byte[] log) {
    return ByteBuffer.wrap(Arrays.copyOf(log, LOG_HEADER))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(LOG_NEWEST_AT);
  }

  /** Whether it has what tables were given. */
  boolean covers(Map<String, Long> given) {
    return given.entrySet().stream()
        .allMatch(
            table -> {
              Image log = files.get(table.getKey() + "/" + SEQUENCER + "/" + SEQUENCER_LOG);
              return log != null && newest(log.bytes) >= table.getValue();
            });
  }

  /** The tables' folders and those of nobody. */
  static List<Path> folders(Path db) throws IOException {
    try (var all = Files.list(db)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void take(Path folder, String name, Map<String, Image> files) throws IOException {
    List<Path> all;
    try (var listed = Files.list(folder)) {
      all =
          listed
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith(".lock"))
              .sorted(Comparator.comparing(file -> file.endsWith(SEQUENCER_LOG)))
              .toList();
    }
    for (Path file : all) {
      byte[] bytes = PrivateFiles.bytes(file, MOST_BYTES);
      files.put(name + file.getFileName(), new Image(bytes.length, bytes));
    }
  }

  /** Whether the tables are the same, the machine aside. */
  boolean sameAs(ForcedState other) {
    return files.keySet().equals(other.files.keySet())
        && files.entrySet().stream()
            .allMatch(file -> file.getValue().sameAs(other.files.get(file.getKey())));
  }

  /** Makes the database that again; its log and whatever came later go. */
  void restore(Path db) throws IOException {
    PrivateFiles.directory(db);
    deleteFiles(db);
    for (Path folder : folders(db)) {
      if (files.containsKey(folder.getFileName() + "/" + TXN)) {
        deleteFiles(folder);
        deleteTrees(folder, "wal*");
        PrivateFiles.deleteTree(folder.resolve(SEQUENCER));
      } else {
        PrivateFiles.deleteTree(folder);
      }
    }
    for (Map.Entry<String, Image> file : files.entrySet()) {
      Path path = db.resolve(file.getKey());
      PrivateFiles.directory(PrivateFiles.above(path));
      try (FileChannel channel = PrivateFiles.create(path, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(file.getValue().bytes));
        if (file.getValue().size > file.getValue().bytes.length) {
          channel.write(ByteBuffer.allocate(1), file.getValue().size - 1);
        }
      }
    }
  }

  private static void deleteFiles(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!Files.isDirectory(entry)) {
          Files.delete(entry);
        }
      }
    }
  }

  private static void deleteTrees(Path folder, String names) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, names)) {
      for (Path entry : entries) {
        PrivateFiles.deleteTree(entry);
      }
    }
  }

  /** Writes it beside a database; it outlives a power cut when this returns. */
  void write(Path directory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(boot);
      out.writeInt(files.size());
      for (Map.Entry<String, Image> file : files.entrySet()) {
        out.writeUTF(file.getKey());
        out.writeLong(file.getValue().size);
        out.writeInt(file.getValue().bytes.length);
        out.write(file.getValue().bytes);
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    }
    AtomicFile.replace(directory.resolve(FILE), ByteBuffer.wrap(bytes.toByteArray()));
  }

  /** Reads it; empty if there is none, as beside a database of an earlier version. */
  static Optional<ForcedState> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] bytes = PrivateFiles.bytes(file, MOST_BYTES);
    int end = bytes.length - Integer.BYTES;
    if (end < 0 || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw new IOException(
          file + " is damaged: move it away to open the database as it is, then verify the run");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IOException(file + " is none of ours: move it away");
      }
      String boot = in.readUTF();
      Map<String, Image> files = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        long size = in.readLong();
        files.put(name, new Image(size, in.readNBytes(in.readInt())));
      }
      return Optional.of(new ForcedState(boot, files));
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
