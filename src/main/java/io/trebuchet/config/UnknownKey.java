package io.trebuchet.config;

import java.util.Comparator;
import java.util.Set;

/** What to say about a key that does not exist. */
final class UnknownKey {
  private UnknownKey() {}

  /**
   * Names the nearest sibling, else the same key of another section, else all siblings.
   *
   * @param section path of the section, empty for the whole config
   * @param siblings keys the section has
   * @param known paths of all keys of the config
   */
  static String message(String key, String section, Set<String> siblings, Set<String> known) {
    int near = Math.max(2, key.length() / 3);
    return siblings.stream()
        .sorted()
        .filter(sibling -> EditDistance.between(key, sibling) <= near)
        .min(Comparator.comparingInt(sibling -> EditDistance.between(key, sibling)))
        .map(nearest -> section.isEmpty() ? nearest : section + "." + nearest)
        .or(() -> known.stream().filter(other -> other.endsWith("." + key)).findFirst())
        .map(nearest -> "unknown key; did you mean " + nearest + "?")
        .orElseGet(() -> "unknown key; valid here: " + valid(siblings));
  }

  private static String valid(Set<String> keys) {
    return keys.isEmpty() ? "none" : String.join(", ", keys.stream().sorted().toList());
  }
}
