package io.trebuchet.storage;

import io.questdb.griffin.FunctionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which of QuestDB's functions an embedded database has: those that compute, and those that tell of
 * tables, as psql and Grafana ask. Not those that read files, change settings, wait, crash or tell
 * of memory and threads, or make much of little; nor any that a later QuestDB may add among them.
 */
final class QuestDbFunctions {
  private static final String ALL = "io.questdb.griffin.engine.functions.";

  /** Packages whose functions see nothing but their arguments. */
  private static final Set<String> COMPUTING =
      words(
          """
          array bin bind bool cast columns conditional constants date decimal eq finance
          geohash groupby json long128 long256 lt math memoization str uuid window
          """);

  /** The text functions, each bounded. */
  private static final String TEXTS = "str";

  /** Of a computing package, but they make large texts of small ones, and nobody needs them. */
  private static final Set<String> GROWING = Set.of("lpad", "rpad");

  /** Casts that keep every value they meet in Java's memory. */
  private static final String KEEPING = "ToSymbolFunctionFactory";

  /** The last is a field of a record, such as (pg_type).typname. */
  private static final Set<String> TELLING =
      words(
          """
          all_tables build current_catalog current_data_id current_database
          current_schema current_schemas current_setting current_user format_type
          functions keywords long_sequence materialized_views pg_advisory_unlock_all
          query_activity reader_pool session_user table_columns table_partitions
          table_storage table_writer_metrics tables txid_current typeof version
          wal_tables wal_transactions writer_pool .
          """);

  private QuestDbFunctions() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  static boolean isHarmless(FunctionFactory factory) {
    String name = name(factory);
    return tells(name)
        || (COMPUTING.contains(folder(factory))
            && !GROWING.contains(name)
            && !factory.getClass().getSimpleName().endsWith(KEEPING));
  }

  /** What an embedded database has of those that QuestDB has. */
  static List<FunctionFactory> of(Iterable<FunctionFactory> all) {
    List<FunctionFactory> kept = new ArrayList<>(QuestDbMatching.all());
    for (FunctionFactory factory : all) {
      if (isHarmless(factory)) {
        kept.add(folder(factory).equals(TEXTS) ? new QuestDbBoundedText(factory) : factory);
      }
    }
    return kept;
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
