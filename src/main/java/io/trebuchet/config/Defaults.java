package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;

/**
 * The defaults in {@code reference.conf}.
 *
 * @param general of every config
 * @param modelKinds an object for each model kind
 * @param dataKinds an object for each data kind
 */
record Defaults(ConfigObject general, ConfigObject modelKinds, ConfigObject dataKinds) {
  static Defaults load() {
    // Other libraries bring a reference.conf too: theirs and ours arrive in one object.
    Config ours =
        ConfigFactory.parseResources(
                "reference.conf",
                ConfigParseOptions.defaults()
                    .setAllowMissing(false)
                    .setClassLoader(Defaults.class.getClassLoader()))
            .getConfig("trebuchet");
    return new Defaults(
        ours.root().withoutKey("model-kinds").withoutKey("data-kinds"),
        ours.getObject("model-kinds"),
        ours.getObject("data-kinds"));
  }
}
