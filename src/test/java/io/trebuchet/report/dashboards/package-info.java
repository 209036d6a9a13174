@NullMarked
package io.trebuchet.report.dashboards;

import org.jspecify.annotations.NullMarked;
