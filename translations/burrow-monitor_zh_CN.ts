<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ConnectionFields</name>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>对端</translation>
    </message>
    <message>
        <source>Local address</source>
        <translation>本地地址</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Received, not yet processed</source>
        <translation>已接收,尚未处理</translation>
    </message>
    <message>
        <source>Limit of the output queue</source>
        <translation>输出队列上限</translation>
    </message>
    <message>
        <source>Body received</source>
        <translation>已接收的正文</translation>
    </message>
    <message>
        <source>TLS version</source>
        <translation>TLS 版本</translation>
    </message>
    <message>
        <source>Cipher suite</source>
        <translation>密码套件</translation>
    </message>
    <message>
        <source>Key exchange</source>
        <translation>密钥交换</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>群</translation>
    </message>
    <message>
        <source>Authentication</source>
        <translation>身份认证</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Cipher</source>
        <translation>加密算法</translation>
    </message>
    <message>
        <source>MAC or AEAD</source>
        <translation>MAC 或 AEAD</translation>
    </message>
    <message>
        <source>PRF</source>
        <translation>PRF</translation>
    </message>
    <message>
        <source>Resumed session</source>
        <translation>会话恢复</translation>
    </message>
    <message>
        <source>Server name (SNI)</source>
        <translation>服务器名称 (SNI)</translation>
    </message>
    <message>
        <source>ALPN</source>
        <translation>ALPN</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Handshake took</source>
        <translation>握手用时</translation>
    </message>
    <message>
        <source>Handshake received</source>
        <translation>握手接收</translation>
    </message>
    <message>
        <source>Handshake sent</source>
        <translation>握手发送</translation>
    </message>
    <message>
        <source>Peer&apos;s certificate</source>
        <translation>对端证书</translation>
    </message>
    <message>
        <source>Its issuer</source>
        <translation>颁发者</translation>
    </message>
    <message>
        <source>Its names</source>
        <translation>证书名称</translation>
    </message>
    <message>
        <source>It expires</source>
        <translation>到期时间</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>证书密钥</translation>
    </message>
    <message>
        <source>Its fingerprint</source>
        <translation>证书指纹</translation>
    </message>
    <message>
        <source>Server&apos;s certificate</source>
        <translation>服务器证书</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>monitor_app::ConnectionsPage</name>
    <message>
        <source>Filter: proto:websocket and queue&gt;64KiB, peer:10.0.0.0/8, not state:idle</source>
        <translation>筛选：proto:websocket and queue&gt;64KiB, peer:10.0.0.0/8, not state:idle</translation>
    </message>
    <message>
        <source>Filter of connections</source>
        <translation>连接筛选</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Detail of the connection</source>
        <translation>连接详情</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>关闭…</translation>
    </message>
    <message>
        <source>Ends the selected connections politely (Del)</source>
        <translation>正常结束所选连接（Del）</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s) asked to end, audit %1</source>
        <translation>
            <numerusform>已请求结束 %n 个连接，审计号 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Not allowed: only the server&apos;s user and root may close connections</source>
        <translation>不允许：只有服务器的用户和 root 可以关闭连接</translation>
    </message>
    <message>
        <source>Not closed: %1</source>
        <translation>未关闭：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) would move: sort</source>
        <translation>
            <numerusform>%n 行将移动：排序</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a connection to see its details.</source>
        <translation>选择一个连接以查看详情。</translation>
    </message>
    <message>
        <source>Closed:</source>
        <translation>已关闭：</translation>
    </message>
    <message>
        <source>Slow: %1 wait here, because the peer does not take them.</source>
        <translation>缓慢：对端未读取，%1 在此等待。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>存续时间</translation>
    </message>
    <message>
        <source>Idle for</source>
        <translation>空闲时间</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message numerus="yes">
        <source>Close %n connection(s)?</source>
        <translation>
            <numerusform>关闭 %n 个连接？</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: running requests end first, %2 still wait to be sent.</source>
        <translation>%1：正在处理的请求会先完成，还有 %2 等待发送。</translation>
    </message>
    <message>
        <source>Close connections</source>
        <translation>关闭连接</translation>
    </message>
    <message>
        <source>Close politely</source>
        <translation>正常关闭</translation>
    </message>
    <message>
        <source>Not attached to a server</source>
        <translation>未连接到服务器</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>已复制 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>As the server sees it</source>
        <translation>服务器所见</translation>
    </message>
    <message>
        <source>None like this</source>
        <translation>排除此类</translation>
    </message>
    <message>
        <source>Only like this</source>
        <translation>仅此类</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>复制单元格</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
</context>
<context>
    <name>monitor_app::LiveChart</name>
    <message>
        <source>%1 s ago: %2</source>
        <translation>%1 秒前:%2</translation>
    </message>
</context>
<context>
    <name>monitor_app::LogModel</name>
    <message numerus="yes">
        <source>%n record(s) not received, %1 to %2 (%3)</source>
        <translation>
            <numerusform>%n 条记录未收到，%1 至 %2（%3）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>monitor_app::LogsPage</name>
    <message>
        <source>Text in any column</source>
        <translation>任意列中的文本</translation>
    </message>
    <message>
        <source>Text filter of the log</source>
        <translation>日志文本筛选</translation>
    </message>
    <message>
        <source>Lowest level shown</source>
        <translation>显示的最低级别</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Double-click a line to see its connection</source>
        <translation>双击一行可查看其连接</translation>
    </message>
</context>
<context>
    <name>monitor_app::MainWindow</name>
    <message>
        <source>About Burrow Monitor</source>
        <translation>关于 Burrow Monitor</translation>
    </message>
    <message>
        <source>Burrow Monitor %1
Watches servers that are built with Burrow.
Apache License 2.0</source>
        <translation>Burrow Monitor %1
监视用 Burrow 构建的服务器。
Apache 许可证 2.0</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Tunnels</source>
        <translation>隧道</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Add server…</source>
        <translation>添加服务器(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Remove server</source>
        <translation>移除服务器(&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;connect</source>
        <translation>重新连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Freeze</source>
        <translation>冻结(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>Monitor socket of a server</source>
        <translation>服务器的监视套接字</translation>
    </message>
    <message>
        <source>Monitor sockets (*.sock);;All files (*)</source>
        <translation>监视套接字 (*.sock);;所有文件 (*)</translation>
    </message>
    <message>
        <source>No server found</source>
        <translation>未找到服务器</translation>
    </message>
    <message>
        <source>No server of this user runs here. Looked for monitor sockets in:
%1

Start a server, or publish your own program: burrow::monitor::Publisher in C++, BurrowQt::HttpServer::enableMonitoring() in Qt.</source>
        <translation>此处没有该用户运行的服务器。已在下列位置查找监视套接字：
%1

请启动服务器，或发布您自己的程序：C++ 用 burrow::monitor::Publisher，Qt 用 BurrowQt::HttpServer::enableMonitoring()。</translation>
    </message>
    <message>
        <source>Add server…</source>
        <translation>添加服务器…</translation>
    </message>
    <message>
        <source>Burrow Monitor</source>
        <translation>Burrow Monitor</translation>
    </message>
    <message>
        <source>Burrow Monitor — %1</source>
        <translation>Burrow Monitor — %1</translation>
    </message>
    <message>
        <source>%1, process up for %2</source>
        <translation>%1，进程已运行 %2</translation>
    </message>
    <message>
        <source>Server lost (%1); trying again every few seconds, F5 tries now</source>
        <translation>与服务器失去联系（%1）；每隔几秒重试，按 F5 立即重试</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>The socket %1 belongs to another user. Members of its group may read; add yourself and log in again:</source>
        <translation>套接字 %1 属于其他用户。其组成员可以读取；请将自己加入该组并重新登录：</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Server not reached</source>
        <translation>无法连接服务器</translation>
    </message>
    <message>
        <source>%1
%2
Trying again by itself.</source>
        <translation>%1
%2
将自动重试。</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message numerus="yes">
        <source>watching costs %1 % of a core, %2, %n record(s) dropped</source>
        <translation>
            <numerusform>监视占用单核 %1 %，%2，丢弃 %n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>frozen %1</source>
        <translation>已冻结 %1</translation>
    </message>
    <message numerus="yes">
        <source>frozen %1, %n event(s) waiting</source>
        <translation>
            <numerusform>已冻结 %1,%n 个事件等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>%1
A server answers at once. If this stays, its process is stopped or hangs.</source>
        <translation>%1
服务器会立即应答。若一直停在这里,则其进程已被暂停或挂起。</translation>
    </message>
</context>
<context>
    <name>monitor_app::OverviewPage</name>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Accepted per second</source>
        <translation>每秒接受</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>每秒请求</translation>
    </message>
    <message>
        <source>Limits hit</source>
        <translation>触及限制</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Loops busy</source>
        <translation>事件循环负载</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Descriptors</source>
        <translation>文件描述符</translation>
    </message>
</context>
<context>
    <name>monitor_app::StatePanel</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>monitor_app::TunnelsPage</name>
    <message>
        <source>No tunnels</source>
        <translation>没有隧道</translation>
    </message>
    <message>
        <source>This server offers no relay yet. Agents and their tunnels will stand here: name, state, public end, inner target, carriers, streams, rates, and the time of the last resume.</source>
        <translation>此服务器尚未提供中继。代理及其隧道将显示在此处：名称、状态、公共端、内部目标、承载连接、流、速率以及上次恢复的时间。</translation>
    </message>
</context>
</TS>
