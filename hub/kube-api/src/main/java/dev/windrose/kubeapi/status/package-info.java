/** The errors of the API: metav1.Status with the texts, reasons and causes that clients know from a real API server. */
@NullMarked
package dev.windrose.kubeapi.status;

import org.jspecify.annotations.NullMarked;
