/** Where requests that change something are written down, as a port: who keeps the trail decides how. */
@NullMarked
package dev.windrose.kubeapi.audit;

import org.jspecify.annotations.NullMarked;
