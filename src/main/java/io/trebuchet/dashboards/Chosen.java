package io.trebuchet.dashboards;

import java.util.Locale;

/**
 * What the reader of a dashboard chose, as it is put into a query. A link can bring any text, so
 * each form is one that Grafana makes harmless: no text leaves its literal, none becomes a macro,
 * and what shall be a number is one.
 */
final class Chosen {
  private Chosen() {}

  /**
   * The name of a sweep or trial as a string of either language. Names are made of what a URL's
   * encoding leaves alone, and all else it turns into %, letters and digits. The formats meant for
   * strings will not do: InfluxQL escapes by backslash, of which they take no heed, and QuestDB's
   * data source looks for macros inside of strings.
   */
  static String word(String name) {
    return String.format(Locale.ROOT, "'${%s:percentencode}'", name);
  }

  /** Any of several names as a regular expression of InfluxQL. */
  static String matching(String name) {
    return String.format(Locale.ROOT, "/^${%s:regex}$/", name);
  }

  /** A whole number, which Grafana reads as milliseconds and writes as such. */
  static String whole(String name) {
    return String.format(Locale.ROOT, "${%s:date:x}", name);
  }

  /** A number given in thousandths, which Grafana reads as milliseconds and writes as seconds. */
  static String thousandths(String name) {
    return String.format(Locale.ROOT, "${%s:date:X.SSS}", name);
  }
}
