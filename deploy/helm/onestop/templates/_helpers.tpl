{{- define "onestop.labels" -}}
app.kubernetes.io/name: onestop
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "onestop.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Each Rasa by a name of its own, so that each has a circuit of its own. */}}
{{- define "onestop.nluUrls" -}}
{{- $name := printf "%s-nlu" .Release.Name -}}
{{- range $number := until (int .Values.nlu.replicas) -}}
{{- if $number }},{{ end }}http://{{ $name }}-{{ $number }}.{{ $name }}:5005
{{- end }}
{{- end }}

{{- define "onestop.pod" -}}
enableServiceLinks: false
automountServiceAccountToken: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
volumes:
  - {name: tmp, emptyDir: {}}
  - {name: data, emptyDir: {}}
{{- end }}

{{- define "onestop.container" -}}
image: {{ include "onestop.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: data, mountPath: /var/lib/onestop}
{{- end }}
