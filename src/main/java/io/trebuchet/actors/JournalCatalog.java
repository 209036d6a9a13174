package io.trebuchet.actors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.engine.MetaRecord;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.tx.TransactionStore;
import org.h2.result.Row;
import org.h2.value.VersionedValue;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a journal declares. H2 executes these statements when it opens a file, and a
 * trigger or function among them may bring source code of its own, so they are read before.
 */
final class JournalCatalog {
  private static final String CATALOG = "table.0";

  /** What H2 names itself, and text. */
  private static final Pattern NAMES =
      Pattern.compile(
          "\"SYSTEM_SEQUENCE_[0-9A-F_]+\"|\"(CONSTRAINT|CONSTRAINT_INDEX|PRIMARY_KEY)_[0-9A-F]+\""
              + "|'[0-9a-f]*'");

  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

  /** The words of the statements that make a journal, as H2 writes them down. */
  private static final Set<String> WORDS =
      Set.of(
          """
          ADD ADMIN ALTER AS BELONGS_TO_TABLE BIGINT BINARY BOOLEAN BY CACHED CHARACTER CONSTRAINT
          CREATE CREATE_BUILD DB_CLOSE_DELAY DB_CLOSE_ON_EXIT DEFAULT DISTINCT EXISTS FALSE FIRST GENERATED HASH IDENTITY IF INDEX
          INTEGER KEY NOT NULL NULLS ON PRIMARY PUBLIC RESTART SALT SELECTIVITY SEQUENCE SET START TABLE UNIQUE
          USER VARYING WITH WRITE_DELAY adapter_manifest deleted event_id event_journal
          event_payload event_ser_id event_ser_manifest event_tag meta_payload meta_ser_id
          meta_ser_manifest ordering persistence_id sequence_number tag write_timestamp writer
          """
              .strip()
              .split("\\s+"));

  private JournalCatalog() {}

  /**
   * Checks a file that nobody has open. One that does not exist declares nothing, nor does an empty
   * one, which a process leaves that is killed as it creates it.
   *
   * @throws IOException if it is damaged or declares what no journal of ours does
   */
  static void check(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    try (MVStore store = new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
      TransactionStore transactions = new TransactionStore(store);
      transactions.init();
      if (!transactions.hasMap(CATALOG)) {
        return;
      }
      // Committed or not: which of the two will count is for H2 to decide.
      Cursor<Object, VersionedValue<Row>> rows =
          transactions.begin().<Object, Row>openMap(CATALOG).map.cursor(null);
      while (rows.hasNext()) {
        rows.next();
        check(rows.getValue().getCurrentValue());
        check(rows.getValue().getCommittedValue());
      }
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
      // On a damaged file H2 may stumble in any of these ways.
      throw new IOException(e.toString(), e);
    }
  }

  private static void check(@Nullable Row row) throws IOException {
    if (row == null) {
      return;
    }
    String sql = new MetaRecord(row).getSQL();
    Matcher words = WORD.matcher(NAMES.matcher(sql).replaceAll(""));
    while (words.find()) {
      if (!WORDS.contains(words.group())) {
        throw new IOException("no journal declares " + sql.lines().findFirst().orElse(""));
      }
    }
  }
}
