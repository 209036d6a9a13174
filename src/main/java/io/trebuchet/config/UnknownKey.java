package io.trebuchet.config;

import java.util.Comparator;
import java.util.Set;

/** What to say about a key that does not exist. */
final class UnknownKey {
  private UnknownKey() {}

  /**
   * Names the nearest sibling, else the same key of another section, else all siblings.
   *
   * @param parent path of the section, empty for the whole config
   * @param siblings keys the section has
   * @param known paths of all keys of the config
   */
  static String message(String path, String parent, Set<String> siblings, Set<String> known) {
    String prefix = parent.isEmpty() ? "" : parent + ".";
    String key = path.substring(prefix.length());
    return siblings.stream()
        .filter(sibling -> EditDistance.between(key, sibling) <= Math.max(2, key.length() / 3))
        .min(
            Comparator.comparingInt((String s) -> EditDistance.between(key, s))
                .thenComparing(s -> s))
        .map(nearest -> prefix + nearest)
        .or(() -> known.stream().filter(other -> other.endsWith("." + key)).findFirst())
        .map(nearest -> "unknown key; did you mean " + nearest + "?")
        .orElseGet(
            () ->
                siblings.isEmpty()
                    ? "unknown key; " + parent + " has none"
                    : "unknown key; valid here: "
                        + String.join(", ", siblings.stream().sorted().toList()));
  }
}
