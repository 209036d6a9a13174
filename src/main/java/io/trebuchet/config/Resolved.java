package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders a config with everything that was left to defaults. */
final class Resolved {
  private static final List<String> ORDER =
      List.of(
          "sweep",
          "model",
          "data",
          "training",
          "learning-rates",
          "grid",
          "stop",
          "control",
          "record");
  private static final ConfigRenderOptions READABLE =
      ConfigRenderOptions.defaults().setJson(false).setComments(false).setOriginComments(false);

  private Resolved() {}

  /** HOCON text, the sections in the order of {@code reference.conf}. */
  static String render(ConfigObject written, Map<String, ConfigValue> defaults) {
    Config config = withoutNulls(written).toConfig();
    for (Map.Entry<String, ConfigValue> used : defaults.entrySet()) {
      config = config.withValue(used.getKey(), used.getValue());
    }
    Set<String> keys = new LinkedHashSet<>(ORDER);
    keys.retainAll(config.root().keySet());
    keys.addAll(config.root().keySet().stream().sorted().toList());
    StringBuilder text = new StringBuilder();
    for (String key : keys) {
      text.append(config.root().withOnlyKey(key).render(READABLE));
    }
    return text.toString();
  }

  private static ConfigObject withoutNulls(ConfigObject object) {
    ConfigObject result = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (entry.getValue().valueType() == ConfigValueType.NULL) {
        result = result.withoutKey(entry.getKey());
      } else if (entry.getValue() instanceof ConfigObject inner) {
        result = result.withValue(entry.getKey(), withoutNulls(inner));
      }
    }
    return result;
  }
}
