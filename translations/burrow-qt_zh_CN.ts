<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BurrowQt::Error</name>
    <message>
        <source>an exception left a callback</source>
        <translation>回调函数抛出了异常</translation>
    </message>
    <message>
        <source>called from a thread that does not own the object</source>
        <translation>调用线程不是该对象的所属线程</translation>
    </message>
    <message>
        <source>called from inside a turn of the event loop</source>
        <translation>在事件循环的一轮之内被调用</translation>
    </message>
    <message>
        <source>canceled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>invalid argument</source>
        <translation>无效参数</translation>
    </message>
    <message>
        <source>name not found</source>
        <translation>找不到名称</translation>
    </message>
    <message>
        <source>no error</source>
        <translation>没有错误</translation>
    </message>
    <message>
        <source>not supported</source>
        <translation>不支持</translation>
    </message>
    <message>
        <source>the buffer limit is reached</source>
        <translation>已达到缓冲区上限</translation>
    </message>
    <message>
        <source>the connection is closed</source>
        <translation>连接已关闭</translation>
    </message>
    <message>
        <source>the event loop is stopped</source>
        <translation>事件循环已停止</translation>
    </message>
    <message>
        <source>the request is already answered</source>
        <translation>请求已经被应答</translation>
    </message>
    <message>
        <source>the stream ended inside a message</source>
        <translation>流在消息中途结束</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>too many at once</source>
        <translation>同时过多</translation>
    </message>
    <message>
        <source>unknown error</source>
        <translation>未知错误</translation>
    </message>
    <message>
        <source>a host name has at most 253 characters</source>
        <translation>主机名最多 253 个字符</translation>
    </message>
    <message>
        <source>a host name needs a resolver</source>
        <translation>主机名需要解析器</translation>
    </message>
    <message>
        <source>a part of a host name has at most 63 characters</source>
        <translation>主机名的每一段最多 63 个字符</translation>
    </message>
    <message>
        <source>a part of a host name neither begins nor ends with a hyphen</source>
        <translation>主机名的一段不能以连字符开头或结尾</translation>
    </message>
    <message>
        <source>a part of the host name is empty</source>
        <translation>主机名的一段为空</translation>
    </message>
    <message>
        <source>an international host name must be in its ASCII form (xn--...)</source>
        <translation>国际化主机名必须使用 ASCII 形式 (xn--...)</translation>
    </message>
    <message>
        <source>names of this kind are never looked up in DNS</source>
        <translation>此类名称从不在 DNS 中查询</translation>
    </message>
    <message>
        <source>neither a host name nor an IPv4 address of four numbers</source>
        <translation>既不是主机名,也不是由四个数字组成的 IPv4 地址</translation>
    </message>
    <message>
        <source>the address is not allowed here</source>
        <translation>此处不允许该地址</translation>
    </message>
    <message>
        <source>the host name does not exist</source>
        <translation>主机名不存在</translation>
    </message>
    <message>
        <source>the host name has no address of the wanted kind</source>
        <translation>主机名没有所需类型的地址</translation>
    </message>
    <message>
        <source>the host name is empty</source>
        <translation>主机名为空</translation>
    </message>
    <message>
        <source>the name server did not answer</source>
        <translation>名称服务器没有应答</translation>
    </message>
    <message>
        <source>the name server failed</source>
        <translation>名称服务器出错</translation>
    </message>
    <message>
        <source>too many host names are waiting to be looked up</source>
        <translation>等待解析的主机名过多</translation>
    </message>
    <message>
        <source>unexpected character in a host name</source>
        <translation>主机名中有意外字符</translation>
    </message>
    <message>
        <source>&quot;::&quot; may stand only once in an IPv6 address</source>
        <translation>IPv6 地址中“::”只能出现一次</translation>
    </message>
    <message>
        <source>&quot;::&quot; must stand for at least one group</source>
        <translation>“::”必须至少代表一组</translation>
    </message>
    <message>
        <source>a group of an IPv6 address has at most four digits</source>
        <translation>IPv6 地址的每组最多四位</translation>
    </message>
    <message>
        <source>a link-local IPv6 address needs its interface, as in fe80::1%eth0</source>
        <translation>链路本地 IPv6 地址需要接口,例如 fe80::1%eth0</translation>
    </message>
    <message>
        <source>a number in an address has a leading zero</source>
        <translation>地址中的数字有前导零</translation>
    </message>
    <message>
        <source>a port is a decimal number from 1 to 65535</source>
        <translation>端口是 1 到 65535 的十进制数</translation>
    </message>
    <message>
        <source>a prefix length is 0 to 32 for IPv4 and 0 to 128 for IPv6</source>
        <translation>前缀长度:IPv4 为 0 到 32,IPv6 为 0 到 128</translation>
    </message>
    <message>
        <source>a zone is allowed only behind a link-local IPv6 address</source>
        <translation>区域只能跟在链路本地 IPv6 地址之后</translation>
    </message>
    <message>
        <source>a zone is an interface name of 1 to 15 characters or its number</source>
        <translation>区域是 1 到 15 个字符的接口名或其编号</translation>
    </message>
    <message>
        <source>an IPv4 address has four octets, here are fewer</source>
        <translation>IPv4 地址有四个字节,这里较少</translation>
    </message>
    <message>
        <source>an IPv4 address has four octets, here are more</source>
        <translation>IPv4 地址有四个字节,这里较多</translation>
    </message>
    <message>
        <source>an IPv6 address has eight groups, here are fewer</source>
        <translation>IPv6 地址有八组,这里较少</translation>
    </message>
    <message>
        <source>an IPv6 address has eight groups, here are more</source>
        <translation>IPv6 地址有八组,这里较多</translation>
    </message>
    <message>
        <source>an IPv6 address with a port needs brackets, as in [::1]:80</source>
        <translation>带端口的 IPv6 地址需要方括号,例如 [::1]:80</translation>
    </message>
    <message>
        <source>an octet of an IPv4 address is at most 255</source>
        <translation>IPv4 地址的每个字节最大为 255</translation>
    </message>
    <message>
        <source>an unspecified address reaches this host: name the one that is meant</source>
        <translation>未指定的地址会到达本机:请写明所指的地址</translation>
    </message>
    <message>
        <source>no interface has the name of this zone</source>
        <translation>没有与该区域同名的接口</translation>
    </message>
    <message>
        <source>not an IPv4 address in any of its old forms</source>
        <translation>不是任何旧形式的 IPv4 地址</translation>
    </message>
    <message>
        <source>only an IPv6 address may stand in brackets</source>
        <translation>方括号内只能是 IPv6 地址</translation>
    </message>
    <message>
        <source>port 0 is allowed only where the kernel may choose</source>
        <translation>只有在可由内核选择时才允许端口 0</translation>
    </message>
    <message>
        <source>the address has bits set beyond its prefix length</source>
        <translation>地址在前缀长度之外还有置位</translation>
    </message>
    <message>
        <source>the address is empty</source>
        <translation>地址为空</translation>
    </message>
    <message>
        <source>the path of a Unix socket contains a NUL byte</source>
        <translation>Unix 套接字的路径含有 NUL 字节</translation>
    </message>
    <message>
        <source>the path of a Unix socket has at most 107 bytes</source>
        <translation>Unix 套接字的路径最多 107 字节</translation>
    </message>
    <message>
        <source>the path of a Unix socket is empty</source>
        <translation>Unix 套接字的路径为空</translation>
    </message>
    <message>
        <source>the port is missing</source>
        <translation>缺少端口</translation>
    </message>
    <message>
        <source>unexpected character in an address</source>
        <translation>地址中有意外字符</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>contains no certificate</source>
        <translation>不含证书</translation>
    </message>
    <message>
        <source>contains no private key</source>
        <translation>不含私钥</translation>
    </message>
    <message>
        <source>does not match the certificate</source>
        <translation>与证书不匹配</translation>
    </message>
    <message>
        <source>is encrypted, and the password is missing or wrong</source>
        <translation>已加密,而密码缺失或错误</translation>
    </message>
    <message>
        <source>is not a host name or an IP address</source>
        <translation>不是主机名或 IP 地址</translation>
    </message>
    <message>
        <source>is not a valid certificate in PEM form</source>
        <translation>不是有效的 PEM 证书</translation>
    </message>
    <message>
        <source>is not a valid private key in PEM form</source>
        <translation>不是有效的 PEM 私钥</translation>
    </message>
    <message>
        <source>no TLS version in common</source>
        <translation>没有共同的 TLS 版本</translation>
    </message>
    <message>
        <source>no application protocol (ALPN) in common</source>
        <translation>没有共同的应用协议 (ALPN)</translation>
    </message>
    <message>
        <source>no certificate for the requested name</source>
        <translation>没有所请求名称的证书</translation>
    </message>
    <message>
        <source>no cipher suite, group or signature algorithm in common</source>
        <translation>没有共同的密码套件、群或签名算法</translation>
    </message>
    <message>
        <source>the TLS connection is closed</source>
        <translation>TLS 连接已关闭</translation>
    </message>
    <message>
        <source>the TLS handshake is not finished</source>
        <translation>TLS 握手尚未完成</translation>
    </message>
    <message>
        <source>the TLS handshake is too large</source>
        <translation>TLS 握手过大</translation>
    </message>
    <message>
        <source>the TLS handshake took too long</source>
        <translation>TLS 握手用时过长</translation>
    </message>
    <message>
        <source>the TLS library failed</source>
        <translation>TLS 库出错</translation>
    </message>
    <message>
        <source>the TLS options do not fit together</source>
        <translation>TLS 选项互相冲突</translation>
    </message>
    <message>
        <source>the peer broke the TLS protocol</source>
        <translation>对端违反了 TLS 协议</translation>
    </message>
    <message>
        <source>the peer canceled the handshake (alert 90)</source>
        <translation>对端取消了握手 (alert 90)</translation>
    </message>
    <message>
        <source>the peer does not speak TLS</source>
        <translation>对端不使用 TLS</translation>
    </message>
    <message>
        <source>the peer ended the connection without close_notify</source>
        <translation>对端未发送 close_notify 就结束了连接</translation>
    </message>
    <message>
        <source>the peer gave no certificate</source>
        <translation>对端没有提供证书</translation>
    </message>
    <message>
        <source>the peer refused with an unknown alert</source>
        <translation>对端以未知的 alert 拒绝</translation>
    </message>
    <message>
        <source>the peer refused: access denied (alert 49)</source>
        <translation>对端拒绝:access denied (alert 49)</translation>
    </message>
    <message>
        <source>the peer refused: bad certificate (alert 42)</source>
        <translation>对端拒绝:bad certificate (alert 42)</translation>
    </message>
    <message>
        <source>the peer refused: bad certificate status response (alert 113)</source>
        <translation>对端拒绝:bad certificate status response (alert 113)</translation>
    </message>
    <message>
        <source>the peer refused: bad record authentication (alert 20)</source>
        <translation>对端拒绝:bad record authentication (alert 20)</translation>
    </message>
    <message>
        <source>the peer refused: certificate expired (alert 45)</source>
        <translation>对端拒绝:certificate expired (alert 45)</translation>
    </message>
    <message>
        <source>the peer refused: certificate required (alert 116)</source>
        <translation>对端拒绝:certificate required (alert 116)</translation>
    </message>
    <message>
        <source>the peer refused: certificate revoked (alert 44)</source>
        <translation>对端拒绝:certificate revoked (alert 44)</translation>
    </message>
    <message>
        <source>the peer refused: certificate unknown (alert 46)</source>
        <translation>对端拒绝:certificate unknown (alert 46)</translation>
    </message>
    <message>
        <source>the peer refused: close notify (alert 0)</source>
        <translation>对端拒绝:close notify (alert 0)</translation>
    </message>
    <message>
        <source>the peer refused: decode error (alert 50)</source>
        <translation>对端拒绝:decode error (alert 50)</translation>
    </message>
    <message>
        <source>the peer refused: decrypt error (alert 51)</source>
        <translation>对端拒绝:decrypt error (alert 51)</translation>
    </message>
    <message>
        <source>the peer refused: handshake failure (alert 40)</source>
        <translation>对端拒绝:handshake failure (alert 40)</translation>
    </message>
    <message>
        <source>the peer refused: illegal parameter (alert 47)</source>
        <translation>对端拒绝:illegal parameter (alert 47)</translation>
    </message>
    <message>
        <source>the peer refused: inappropriate fallback (alert 86)</source>
        <translation>对端拒绝:inappropriate fallback (alert 86)</translation>
    </message>
    <message>
        <source>the peer refused: insufficient security (alert 71)</source>
        <translation>对端拒绝:insufficient security (alert 71)</translation>
    </message>
    <message>
        <source>the peer refused: internal error (alert 80)</source>
        <translation>对端拒绝:internal error (alert 80)</translation>
    </message>
    <message>
        <source>the peer refused: missing extension (alert 109)</source>
        <translation>对端拒绝:missing extension (alert 109)</translation>
    </message>
    <message>
        <source>the peer refused: no application protocol (alert 120)</source>
        <translation>对端拒绝:no application protocol (alert 120)</translation>
    </message>
    <message>
        <source>the peer refused: no renegotiation (alert 100)</source>
        <translation>对端拒绝:no renegotiation (alert 100)</translation>
    </message>
    <message>
        <source>the peer refused: protocol version (alert 70)</source>
        <translation>对端拒绝:protocol version (alert 70)</translation>
    </message>
    <message>
        <source>the peer refused: record too long (alert 22)</source>
        <translation>对端拒绝:record too long (alert 22)</translation>
    </message>
    <message>
        <source>the peer refused: unexpected message (alert 10)</source>
        <translation>对端拒绝:unexpected message (alert 10)</translation>
    </message>
    <message>
        <source>the peer refused: unknown PSK identity (alert 115)</source>
        <translation>对端拒绝:unknown PSK identity (alert 115)</translation>
    </message>
    <message>
        <source>the peer refused: unknown certificate authority (alert 48)</source>
        <translation>对端拒绝:unknown certificate authority (alert 48)</translation>
    </message>
    <message>
        <source>the peer refused: unrecognized name (alert 112)</source>
        <translation>对端拒绝:unrecognized name (alert 112)</translation>
    </message>
    <message>
        <source>the peer refused: unsupported certificate (alert 43)</source>
        <translation>对端拒绝:unsupported certificate (alert 43)</translation>
    </message>
    <message>
        <source>the peer refused: unsupported extension (alert 110)</source>
        <translation>对端拒绝:unsupported extension (alert 110)</translation>
    </message>
    <message>
        <source>the peer speaks TLS 1.2 without extended master secret</source>
        <translation>对端使用不带 extended master secret 的 TLS 1.2</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate comes from no trusted authority</source>
        <translation>对端证书不是由受信任的机构颁发</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate has expired</source>
        <translation>对端证书已过期</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is for another name</source>
        <translation>对端证书属于另一个名称</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is not valid yet</source>
        <translation>对端证书尚未生效</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is refused</source>
        <translation>对端证书被拒绝</translation>
    </message>
    <message>
        <source>the peer&apos;s certificate is revoked</source>
        <translation>对端证书已被吊销</translation>
    </message>
    <message>
        <source>too many TLS messages after the handshake</source>
        <translation>握手之后的 TLS 消息过多</translation>
    </message>
    <message>
        <source>a member of the message has an invalid value</source>
        <translation>消息的一个成员的值无效</translation>
    </message>
    <message>
        <source>a member of the message occurs twice</source>
        <translation>消息的一个成员出现了两次</translation>
    </message>
    <message>
        <source>expected trace, debug, info, warning, error or off</source>
        <translation>应为 trace、debug、info、warning、error 或 off</translation>
    </message>
    <message>
        <source>not a message of the monitoring protocol</source>
        <translation>不是监视协议的消息</translation>
    </message>
    <message>
        <source>permission denied: this needs to be the server&apos;s user or root</source>
        <translation>权限不足:需要服务器的用户或 root</translation>
    </message>
    <message>
        <source>the command names no target</source>
        <translation>命令没有指定目标</translation>
    </message>
    <message>
        <source>the connection to the server is lost</source>
        <translation>与服务器的连接已丢失</translation>
    </message>
    <message>
        <source>the message is too long</source>
        <translation>消息过长</translation>
    </message>
    <message>
        <source>the server ends</source>
        <translation>服务器正在结束</translation>
    </message>
    <message>
        <source>the server speaks another version of the monitoring protocol</source>
        <translation>服务器使用另一版本的监视协议</translation>
    </message>
    <message>
        <source>the topic has no such column to sort by</source>
        <translation>该主题没有可供排序的此列</translation>
    </message>
    <message>
        <source>the watcher takes its data too slowly</source>
        <translation>监视方接收数据过慢</translation>
    </message>
    <message>
        <source>this message is not expected here</source>
        <translation>此处不应出现该消息</translation>
    </message>
    <message>
        <source>this server has no such command</source>
        <translation>该服务器没有此命令</translation>
    </message>
    <message>
        <source>this server has no such topic</source>
        <translation>该服务器没有此主题</translation>
    </message>
    <message>
        <source>too many subscriptions</source>
        <translation>订阅过多</translation>
    </message>
    <message>
        <source>too many watchers are attached</source>
        <translation>连接的监视方过多</translation>
    </message>
    <message>
        <source>unknown kind of message</source>
        <translation>未知的消息类型</translation>
    </message>
    <message>
        <source>expected a closing parenthesis</source>
        <translation>应为右括号</translation>
    </message>
    <message>
        <source>expected a closing quotation mark</source>
        <translation>应为右引号</translation>
    </message>
    <message>
        <source>expected a duration such as 30s or 5min</source>
        <translation>应为时长,例如 30s 或 5min</translation>
    </message>
    <message>
        <source>expected a number such as 12 or 3k</source>
        <translation>应为数字,例如 12 或 3k</translation>
    </message>
    <message>
        <source>expected a size such as 64KiB or 1.5MB</source>
        <translation>应为大小,例如 64KiB 或 1.5MB</translation>
    </message>
    <message>
        <source>expected a time in UTC such as 2026-11-20T12:01:07</source>
        <translation>应为 UTC 时间,例如 2026-11-20T12:01:07</translation>
    </message>
    <message>
        <source>expected a value</source>
        <translation>应为一个值</translation>
    </message>
    <message>
        <source>expected an address such as 192.0.2.1, 10.0.0.0/8 or [::1]:80</source>
        <translation>应为地址,例如 192.0.2.1、10.0.0.0/8 或 [::1]:80</translation>
    </message>
    <message>
        <source>expected and, or, another term or the end</source>
        <translation>应为 and、or、另一个条件或结尾</translation>
    </message>
    <message>
        <source>expected field:value, a word, not or an opening parenthesis</source>
        <translation>应为“字段:值”、一个词、not 或左括号</translation>
    </message>
    <message>
        <source>expected the name of a field; put text that has a colon into quotation marks</source>
        <translation>应为字段名;含冒号的文本请放入引号</translation>
    </message>
    <message>
        <source>expected trace, debug, info, warning or error</source>
        <translation>应为 trace、debug、info、warning 或 error</translation>
    </message>
    <message>
        <source>expected yes or no</source>
        <translation>应为 yes 或 no</translation>
    </message>
    <message>
        <source>the filter has too many terms</source>
        <translation>筛选条件过多</translation>
    </message>
    <message>
        <source>the filter is nested too deeply</source>
        <translation>筛选嵌套过深</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>筛选过长</translation>
    </message>
    <message>
        <source>this field has no order: expected :, = or !=</source>
        <translation>该字段没有顺序:应为 :、= 或 !=</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>地址已被使用</translation>
    </message>
    <message>
        <source>Cannot assign requested address</source>
        <translation>无法使用所请求的地址</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对端重置</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>管道已断开</translation>
    </message>
    <message>
        <source>Software caused connection abort</source>
        <translation>系统中止了连接</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>尚未连接</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>没有到主机的路由</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>Network is down</source>
        <translation>网络已关闭</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>主机已关闭</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有该文件或目录</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Too many open files in system</source>
        <translation>系统中打开的文件过多</translation>
    </message>
    <message>
        <source>No buffer space available</source>
        <translation>没有可用的缓冲空间</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有空间</translation>
    </message>
    <message>
        <source>Address family not supported by protocol</source>
        <translation>协议不支持该地址族</translation>
    </message>
    <message>
        <source>Protocol not available</source>
        <translation>协议不可用</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>无效参数</translation>
    </message>
    <message>
        <source>Message too long</source>
        <translation>消息过长</translation>
    </message>
</context>
<context>
    <name>BurrowQt::TcpSocket</name>
    <message>
        <source>The socket is not connected</source>
        <translation>套接字未连接</translation>
    </message>
</context>
</TS>
