package io.trebuchet.process;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the code that runs. */
public final class Version implements IVersionProvider {
  /** The version in the jar's manifest; classes outside a jar have none. */
  public static String number() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }

  /**
   * The git commit that the launcher saw, with "-dirty" after it if files differ; empty outside a
   * checkout.
   */
  public static String commit() {
    return System.getProperty("trebuchet.commit", "");
  }

  @Override
  public String[] getVersion() {
    String commit = commit();
    return new String[] {
      "trebuchet " + number() + (commit.isEmpty() ? "" : " (" + commit + ")"),
      "Java " + Runtime.version()
    };
  }
}
