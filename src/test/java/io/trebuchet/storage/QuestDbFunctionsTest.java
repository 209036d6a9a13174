package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.FunctionFactoryCacheBuilder;
import io.questdb.log.LogFactory;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A newer QuestDB that fails here has functions that somebody must look at first. */
final class QuestDbFunctionsTest {
  private static final Set<String> kept = new TreeSet<>();
  private static final Set<String> gone = new TreeSet<>();

  @BeforeAll
  static void sort() {
    QuestDbLog.install();
    for (FunctionFactory factory :
        new FunctionFactoryCacheBuilder().scan(LogFactory.getLog("test")).build()) {
      String signature = factory.getSignature();
      String name = signature.substring(0, signature.indexOf('('));
      (QuestDbFunctions.isHarmless(factory) ? kept : gone).add(name);
    }
  }

  @Test
  void whatReachesBeyondTheTablesIsGone() {
    assertThat(gone)
        .contains(
            "cancel_query",
            "dump_memory_usage",
            "dump_thread_stacks",
            "export_activity",
            "export_files",
            "files",
            "flush_query_cache",
            "glob",
            "hydrate_table_metadata",
            "import_files",
            "memory_metrics",
            "parquet_scan",
            "read_parquet",
            "reload_config",
            "lpad",
            "regexp_replace",
            "rnd_log",
            "rnd_str",
            "rpad",
            "simulate_crash",
            "simulate_warnings",
            "sleep",
            "touch",
            "wait_wal_table");
  }

  @Test
  void whatComputesAndWhatClientsAskForIsThere() {
    assertThat(kept)
        .contains(
            "abs",
            "avg",
            "current_setting",
            "date_trunc",
            "information_schema.columns",
            "long_sequence",
            "max",
            "pg_attribute",
            "pg_catalog.pg_class",
            "pg_type",
            "table_columns",
            "wal_tables");
  }

  @Test
  void nothingWasMissedByItsName() {
    assertThat(kept)
        .noneMatch(name -> name.matches(".*(file|parquet|dump|config|simulate|sleep).*"));
  }
}
