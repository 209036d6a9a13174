package io.trebuchet.storage;

import io.questdb.griffin.FunctionFactory;
import java.util.Locale;
import java.util.Set;

/**
 * Which of QuestDB's functions an embedded database has: those that compute, and those that tell of
 * tables, as psql and Grafana ask. Not those that read files, change settings, wait, crash or tell
 * of memory and threads; nor any that a later QuestDB may add among them.
 */
final class QuestDbFunctions {
  private static final String ALL = "io.questdb.griffin.engine.functions.";

  /** Packages whose functions see nothing but their arguments. */
  private static final Set<String> COMPUTING =
      Set.of(
          "array",
          "bin",
          "bind",
          "bool",
          "cast",
          "columns",
          "conditional",
          "constants",
          "date",
          "decimal",
          "eq",
          "finance",
          "geohash",
          "groupby",
          "json",
          "long128",
          "long256",
          "lt",
          "math",
          "memoization",
          "regex",
          "rnd",
          "str",
          "uuid",
          "window");

  /** Of a computing package, but it writes to the log. */
  private static final String LOGGING = "rnd_log";

  private static final Set<String> TELLING =
      Set.of(
          "all_tables",
          "build",
          "current_catalog",
          "current_data_id",
          "current_database",
          "current_schema",
          "current_schemas",
          "current_setting",
          "current_user",
          "format_type",
          "functions",
          "keywords",
          "materialized_views",
          "pg_advisory_unlock_all",
          "query_activity",
          "reader_pool",
          "session_user",
          "table_columns",
          "table_partitions",
          "table_storage",
          "table_writer_metrics",
          "tables",
          "txid_current",
          "typeof",
          "version",
          "wal_tables",
          "wal_transactions",
          "writer_pool",
          // A field of a record, such as (pg_type).typname.
          ".");

  private QuestDbFunctions() {}

  static boolean isHarmless(FunctionFactory factory) {
    String name = name(factory);
    return !name.equals(LOGGING) && (COMPUTING.contains(folder(factory)) || tells(name));
  }

  private static boolean tells(String name) {
    return name.startsWith("pg_")
        || name.startsWith("information_schema.")
        || TELLING.contains(name);
  }

  private static String folder(FunctionFactory factory) {
    String of = factory.getClass().getPackageName();
    return of.startsWith(ALL) ? of.substring(ALL.length()) : of;
  }

  private static String name(FunctionFactory factory) {
    String signature = factory.getSignature();
    return signature.substring(0, signature.indexOf('(')).toLowerCase(Locale.ROOT);
  }
}
