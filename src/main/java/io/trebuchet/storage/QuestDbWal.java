package io.trebuchet.storage;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.ErrorTag;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.wal.seq.SeqTxnTracker;
import io.questdb.std.ObjHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How far an engine has applied its write-ahead log, of its own counters: the same question in SQL
 * takes a young process longer to compile than the writes take.
 */
final class QuestDbWal {
  private QuestDbWal() {}

  /** A table and what is not applied to it, and why, if that is known. */
  record Table(String name, boolean suspended, String error, long behind) {
    boolean lacksRoom() {
      return StoreException.saysDiskFull(error);
    }

    /** As {@link QuestDbQueries#WAL_TABLES} tells it, which no writer has failed to write to. */
    static Table of(Record row) {
      return new Table(
          String.valueOf(row.getStrA(0)), row.getBool(1), "", row.getLong(3) - row.getLong(2));
    }
  }

  /**
   * The tables with a log.
   *
   * @param uncounted gets those that the engine has not looked at yet
   */
  static List<Table> tables(CairoEngine engine, Consumer<String> uncounted) {
    ObjHashSet<TableToken> tokens = new ObjHashSet<>();
    engine.getTableTokens(tokens, false);
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      TableToken token = tokens.get(i);
      if (engine.isWalTable(token) && !engine.isTableDropped(token)) {
        SeqTxnTracker counters = engine.getTableSequencerAPI().getTxnTracker(token);
        if (counters.isInitialised()) {
          tables.add(table(token, counters));
        } else {
          uncounted.accept(token.getTableName());
        }
      }
    }
    return tables;
  }

  private static Table table(TableToken token, SeqTxnTracker counters) {
    // Applied first: what is written meanwhile is behind then, not ahead.
    long applied = counters.getWriterTxn();
    boolean suspended = counters.isSuspended();
    return new Table(
        token.getTableName(),
        suspended,
        suspended ? error(counters) : "",
        counters.getSeqTxn() - applied);
  }

  private static String error(SeqTxnTracker counters) {
    String message = counters.getErrorMessage();
    return counters.getErrorTag() == ErrorTag.DISK_FULL && !StoreException.saysDiskFull(message)
        ? "No space left on device: " + message
        : message;
  }
}
