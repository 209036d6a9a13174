package io.trebuchet.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What somebody may have meant by a word that is not known. */
public final class Nearest {
  private Nearest() {}

  /** The {@code most} known words that are closest to {@code word}, the closest first. */
  public static List<String> of(String word, Collection<String> known, int most) {
    return known.stream()
        .sorted(Comparator.comparingInt(candidate -> EditDistance.between(word, candidate)))
        .limit(most)
        .toList();
  }
}
