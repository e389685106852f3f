package dev.windrose.wire.member;

import dev.windrose.wire.JoinTokenText;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts a server whose chain holds, and is signed by, the authority that a join token pins. */
final class PinnedTrust extends X509ExtendedTrustManager {

    private final JoinTokenText token;
    private volatile boolean otherHub;

    PinnedTrust(JoinTokenText token) {
        this.token = token;
    }

    /** Whether a server was met that does not show the pinned authority: no repetition mends that. */
    boolean metAnotherHub() {
        return otherHub;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        delegateFor(chain).checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        delegateFor(chain).checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("The host name cannot be checked without the connection.");
    }

    private X509ExtendedTrustManager delegateFor(X509Certificate[] chain) throws CertificateException {
        X509Certificate pinned =
                Arrays.stream(chain).filter(token::pins).findFirst().orElse(null);
        if (pinned == null) {
            otherHub = true;
            throw new CertificateException("The server does not show the authority that the join token names.");
        }
        return (X509ExtendedTrustManager) Tls.trustManagers(pinned)[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("Only servers are judged here.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("Only servers are judged here.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("Only servers are judged here.");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
