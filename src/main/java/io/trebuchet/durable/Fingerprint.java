package io.trebuchet.durable;

import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.TrialSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint belongs to: all that decides a trial's numbers, as one SHA-256 in hexadecimal.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * The fingerprint of a trial.
   *
   * @param checksums of the data files that it read, by name
   */
  public static String of(SweepIdentity identity, TrialSpec trial, Map<String, String> checksums) {
    StringBuilder text = new StringBuilder();
    text.append("trial ").append(trial.id()).append('\n');
    text.append("seed ").append(trial.seed()).append('\n');
    text.append("params ").append(trial.point().joinedParams()).append('\n');
    new TreeMap<>(checksums)
        .forEach((file, sum) -> text.append(file).append(' ').append(sum).append('\n'));
    text.append(identity.text());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
