package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.SuspendedTable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that acknowledges everything and then cannot show it. */
final class SuspendedStoreTest {
  @TempDir Path folder;

  @Test
  void theAccountIsThereThoughTheStoreCannotBeClosed() throws Exception {
    Path run = folder.resolve("run");
    Path database = folder.resolve("db");
    SuspendedTable.create(database);
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            run.toString(),
            "--db-dir",
            database.toString(),
            "--quiet",
            "--set",
            "learning-rates.c=[0.5, 2.1]",
            "--set",
            "stop={ loss-change = 0, max-steps = 300 }",
            "--set",
            "control.rule=none");
    assertThat(said.code()).isEqualTo(ExitCode.LOST);
    assertThat(Cli.trials(run)).hasSize(2);
    Ledger.Balance ledger = LedgerFile.read(run.resolve("ledger.json"));
    assertThat(ledger.step()).isEqualTo(new Ledger.Count(602, 602, 0, 0));
    // Acknowledged is not readable: that is for verify to say.
    Cli.Said verified = Cli.run("verify", run.toString());
    assertThat(verified.code()).isEqualTo(ExitCode.STORE);
    assertThat(verified.errors())
        .contains("suspended the table step", "writes not applied", "RESUME WAL")
        .doesNotContain("has not ended");
  }
}
