package io.trebuchet.storage;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.ShellWord;
import java.io.IOException;
import java.nio.file.Path;

/** {@code ledger.json}: where every row of a run ended up. */
public final class LedgerFile {
  private LedgerFile() {}

  /** Replaces the file of a run. */
  public static void write(Path file, Ledger.Balance balance) throws IOException {
    Json.write(file, balance);
  }

  /** Reads the file of a run. */
  public static Ledger.Balance read(Path file) throws IOException {
    return Json.read(
        file,
        Ledger.Balance.class,
        "to have it counted and written anew: trebuchet resume "
            + ShellWord.of(PrivateFiles.above(file)));
  }
}
