@NullMarked
package io.trebuchet.dashboards;

import org.jspecify.annotations.NullMarked;
